//! Codes of a scanner: one waits for the package that is weighed next.

/// The same code within this time is one scan: many scanners send as long as the trigger is held. Nanoseconds.
const ONE_SCAN_NS: u64 = 1_000_000_000;

/// The code that waits, and the last one that was read.
#[derive(Clone, Debug, Default)]
pub(super) struct Codes {
    waiting: Option<String>,
    last: Option<(String, u64)>,
}

impl Codes {
    /// A code was read. A later one replaces one that still waits: whoever scanned the wrong label scans the right one.
    pub fn scan(&mut self, code: &str, now_ns: u64) {
        let again = self
            .last
            .as_ref()
            .is_some_and(|(last, read_ns)| last == code && now_ns.saturating_sub(*read_ns) < ONE_SCAN_NS);
        self.last = Some((code.to_owned(), now_ns));
        if !again {
            self.waiting = Some(code.to_owned());
        }
    }

    /// The code that waits.
    pub fn waiting(&self) -> Option<&str> {
        self.waiting.as_deref()
    }

    /// A package was stored with a code: that one waits no longer. One that was read meanwhile does.
    pub fn stored(&mut self, code: Option<&str>) {
        if self.waiting.as_deref() == code {
            self.waiting = None;
        }
    }

    /// The package of this code is weighed again, unless another one was scanned already.
    pub fn again(&mut self, code: String) {
        self.waiting.get_or_insert(code);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND_NS: u64 = 1_000_000_000;

    #[test]
    fn a_held_trigger_names_one_package() {
        let mut codes = Codes::default();
        codes.scan("A", SECOND_NS);
        codes.stored(Some("A"));
        for tenth in 1..30 {
            codes.scan("A", SECOND_NS + tenth * SECOND_NS / 10);
            assert_eq!(codes.waiting(), None);
        }
        // Goods of one kind bear one code: after a pause it is another package.
        codes.scan("A", 6 * SECOND_NS);
        assert_eq!(codes.waiting(), Some("A"));
    }

    #[test]
    fn the_last_code_before_the_weighing_counts_and_one_read_while_storing_stays() {
        let mut codes = Codes::default();
        codes.scan("wrong", SECOND_NS);
        codes.scan("right", SECOND_NS + 1);
        assert_eq!(codes.waiting(), Some("right"));
        codes.scan("next", 2 * SECOND_NS);
        codes.stored(Some("right"));
        assert_eq!(codes.waiting(), Some("next"));
        codes.stored(None);
        codes.again("right".into());
        assert_eq!(codes.waiting(), Some("next"));
    }

    #[test]
    fn a_package_weighed_again_keeps_its_code() {
        let mut codes = Codes::default();
        codes.again("A".into());
        assert_eq!(codes.waiting(), Some("A"));
    }
}
