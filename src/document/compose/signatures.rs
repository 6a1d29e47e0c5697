//! Who stands under a paper: the roles that it needs in the order of signing, with names and times from the ledger.

use super::recorded::Recorded;
use crate::document::paper::{PaperKind, Signature};
use crate::locale::Words;
use crate::people::{Documents, Outcome, Role};

/// The signatures of a paper; a role that has not signed is a line to sign on by hand.
pub(super) fn of(recorded: &Recorded, kind: PaperKind) -> Vec<Signature> {
    if kind == PaperKind::SamplingForm {
        let inspectors = recorded.planned_text(&["/inspectors"]);
        let by_hand = |zh, en, name| Signature { role: Words::new(zh, en), name, at: String::new() };
        return vec![
            by_hand("抽样人员", "Sampled by", inspectors),
            by_hand("被抽样单位代表", "For the sampled party", String::new()),
        ];
    }
    let needs = Documents::embedded().get(kind.word()).map(|document| document.needs.as_slice()).unwrap_or_default();
    needs.iter().map(|role| signature(recorded, *role)).collect()
}

fn signature(recorded: &Recorded, role: Role) -> Signature {
    let signers = &recorded.signers;
    let account = match role {
        Role::Verifier => signers.verifier(),
        Role::Checker => {
            signers.checked().filter(|(_, outcome, _)| *outcome == Outcome::Agreed).map(|(account, ..)| account)
        }
        Role::Approver => signers.approved(),
        Role::Administrator => None,
    };
    let at = account.and_then(|_| recorded.signed_at.get(&role)).cloned().unwrap_or_default();
    Signature { role: role.words(), name: account.map(|account| recorded.name(account)).unwrap_or_default(), at }
}
