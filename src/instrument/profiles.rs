//! All device profiles: those that come with the program, and the user's own, which win.

use super::profile::{Profile, ProfileError};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The files that come with the program.
const EMBEDDED: &[(&str, &str)] = &[
    ("scale/yaohua-xk3190-a9.toml", include_str!("../../devices/scale/yaohua-xk3190-a9.toml")),
    ("scale/mettler-toledo-mt-sics.toml", include_str!("../../devices/scale/mettler-toledo-mt-sics.toml")),
    ("meter/dlt645-2007-ac.toml", include_str!("../../devices/meter/dlt645-2007-ac.toml")),
    ("meter/yada-djs3366.toml", include_str!("../../devices/meter/yada-djs3366.toml")),
    ("meter/eastron-sdm630.toml", include_str!("../../devices/meter/eastron-sdm630.toml")),
    ("meter/acrel-djsf1352-rn.toml", include_str!("../../devices/meter/acrel-djsf1352-rn.toml")),
    ("standard/demonstration-standard.toml", include_str!("../../devices/standard/demonstration-standard.toml")),
];

/// Profiles by id.
#[derive(Clone, Debug, Default)]
pub struct Profiles {
    by_id: BTreeMap<String, Arc<Profile>>,
}

impl Profiles {
    /// The profiles that come with the program, and `own` ones as (file name, text). A mistake in one does not hide the rest.
    pub fn with(own: impl IntoIterator<Item = (String, String)>) -> (Self, Vec<ProfileError>) {
        let embedded = EMBEDDED.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned()));
        let (mut profiles, mut mistakes) = (Self::default(), Vec::new());
        for (file, text) in embedded.chain(own) {
            match Profile::parse(&file, &text) {
                Ok(profile) => {
                    profiles.by_id.insert(profile.id.clone(), Arc::new(profile));
                }
                Err(why) => mistakes.extend(why),
            }
        }
        (profiles, mistakes)
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
