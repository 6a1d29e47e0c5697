//! Names that a PDF could not print: said beside the field while they are typed. It is no refusal, rare characters in names are
//! real; whoever reads it can put a font into the data folder before the document is due.

use crate::locale::{Lang, papers};
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// Fields with names of people, places and products: what stands in them is printed on documents.
const NAMES: [&str; 9] = ["product", "maker", "name", "inspector", "verifier", "standard", "weights", "model", "place"];

/// Which characters of a text no font of documents has.
type Lacks = dyn Fn(&str) -> Vec<char> + Send + Sync;

/// Tells them; in a build without PDFs there are none.
#[derive(Clone, Default)]
pub struct Glyphs(Option<Arc<Lacks>>);

impl Glyphs {
    /// Asks this.
    pub fn of(lacks: impl Fn(&str) -> Vec<char> + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(lacks)))
    }

    /// What is to be said beside a field with this text.
    pub fn warning(&self, field: &str, text: &str, lang: Lang) -> Option<Cow<'static, str>> {
        let lacks = self.0.as_ref().filter(|_| NAMES.contains(&field) && !text.is_ascii())?;
        let lacking: String = lacks(text).into_iter().collect();
        (!lacking.is_empty()).then(|| papers::lacks(lang, &lacking))
    }
}

impl fmt::Debug for Glyphs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Glyphs").field(&self.0.is_some()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_are_looked_at_and_nothing_is_said_where_every_character_is_there() {
        let glyphs = Glyphs::of(|text| text.chars().filter(|sign| *sign == '㛃').collect());
        let said = |field, text| glyphs.warning(field, text, Lang::En);
        assert!(said("inspector", "李㛃").is_some_and(|said| said.contains('㛃')));
        assert_eq!((said("inspector", "李"), said("tare_values", "㛃")), (None, None));
        assert_eq!(Glyphs::default().warning("inspector", "㛃", Lang::En), None);
    }
}
