//! Large signs of five rows, for those who stand too far away to read: what is to be done, and how it ended.

/// A large sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    /// Put it on.
    Down,
    /// Take it off.
    Up,
    /// Hands off: wait.
    Pause,
    /// Start.
    Start,
    /// Stop.
    Stop,
    /// It runs.
    Running,
    /// Somebody has to type or look.
    Question,
    /// In order.
    Tick,
    /// Not in order.
    Cross,
}

/// Rows of a large sign.
pub const ROWS: usize = 5;

impl Glyph {
    /// Its rows, all equally wide, with `#` where there is ink.
    const fn drawing(self) -> [&'static str; ROWS] {
        match self {
            Self::Down => ["   ####   ", "   ####   ", "##########", "  ######  ", "    ##    "],
            Self::Up => ["    ##    ", "  ######  ", "##########", "   ####   ", "   ####   "],
            Self::Pause => ["###   ### "; ROWS],
            Self::Start => ["####      ", "#######   ", "##########", "#######   ", "####      "],
            Self::Stop => ["##########"; ROWS],
            Self::Running => ["###  ###  ", "  ###  ###", "    ##  ##", "  ###  ###", "###  ###  "],
            Self::Question => [" ######## ", "##      ##", "     #### ", "    ##    ", "    ##    "],
            Self::Tick => ["        ##", "      ####", "##  ####  ", "######    ", "  ##      "],
            Self::Cross => ["###    ###", "  ##  ##  ", "    ##    ", "  ##  ##  ", "###    ###"],
        }
    }

    /// Its rows in such ink.
    pub fn rows(self, ink: &str) -> Vec<String> {
        self.drawing().iter().map(|row| row.replace('#', ink)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_is_a_rectangle_and_none_is_like_another() {
        let all = [
            Glyph::Down,
            Glyph::Up,
            Glyph::Pause,
            Glyph::Start,
            Glyph::Stop,
            Glyph::Running,
            Glyph::Question,
            Glyph::Tick,
            Glyph::Cross,
        ];
        for (index, glyph) in all.into_iter().enumerate() {
            assert!(glyph.rows("#").iter().all(|row| row.len() == 10), "{glyph:?}");
            assert!(all.iter().skip(index + 1).all(|other| other.rows("#") != glyph.rows("#")), "{glyph:?}");
        }
    }
}
