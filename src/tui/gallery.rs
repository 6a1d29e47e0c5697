//! Which chart of the run fills the screen: none, or one of those that can be drawn. The run goes on behind it, and its
//! keys work as ever.

/// The chart that fills the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gallery {
    open: Option<usize>,
}

impl Gallery {
    /// The next chart of so many, and after the last one the run again. Where there is none to draw yet, the page opens
    /// and says so.
    pub fn turn(&mut self, count: usize) {
        let next = self.open.map_or(0, |at| at + 1);
        self.open = if next < count.max(1) { Some(next) } else { None };
    }

    /// Shows the run again; whether a chart was open.
    pub fn close(&mut self) -> bool {
        self.open.take().is_some()
    }

    /// The chart that is open.
    pub const fn shown(self) -> Option<usize> {
        self.open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_the_last_chart_the_run_comes_again() {
        let mut gallery = Gallery::default();
        let mut seen = || {
            gallery.turn(2);
            gallery.shown()
        };
        assert_eq!([seen(), seen(), seen(), seen()], [Some(0), Some(1), None, Some(0)]);
        assert!(gallery.close() && !gallery.close());
        gallery.turn(0);
        assert_eq!(gallery.shown(), Some(0));
    }
}
