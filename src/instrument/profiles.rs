//! All device profiles: those that come with the program, and the user's own, which win.

use super::profile::{Profile, ProfileError};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The files that come with the program: all of `devices/` (see build.rs).
const EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/devices.rs"));

/// Profiles by id.
#[derive(Clone, Debug, Default)]
pub struct Profiles {
    by_id: BTreeMap<String, Arc<Profile>>,
}

impl Profiles {
    /// The profiles that come with the program, and `own` ones as (file name, text). A mistake in one does not hide the rest.
    pub fn with(own: impl IntoIterator<Item = (String, String)>) -> (Self, Vec<ProfileError>) {
        let embedded = EMBEDDED.iter().map(|(file, text)| (false, ((*file).to_owned(), (*text).to_owned())));
        let own = own.into_iter().map(|file| (true, file));
        let (mut profiles, mut mistakes) = (Self::default(), Vec::new());
        for (own, (file, text)) in embedded.chain(own) {
            match Profile::parse(&file, &text) {
                Ok(mut profile) => {
                    profile.own = own;
                    profiles.by_id.insert(profile.id.clone(), Arc::new(profile));
                }
                Err(why) => mistakes.extend(why),
            }
        }
        (profiles, mistakes)
    }

    /// The text of a profile that comes with the program, as an example of how one is written.
    pub fn example(wanted: impl Fn(&Profile) -> bool) -> Option<&'static str> {
        let suits = |(file, text): &&(&str, &str)| Profile::parse(file, text).is_ok_and(|profile| wanted(&profile));
        EMBEDDED.iter().find(suits).map(|(_, text)| *text)
    }

    /// A profile by its id.
    pub fn get(&self, id: &str) -> Option<Arc<Profile>> {
        self.by_id.get(id).cloned()
    }

    /// Every profile, in the order of the ids.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Profile>> {
        self.by_id.values()
    }
}
