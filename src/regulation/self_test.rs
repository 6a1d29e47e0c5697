//! A sealed selection of cases with known answers, judged when the program starts: a program that judges them differently
//! (damaged, altered, built wrongly) must not judge anybody.

use super::{Book, Format, Judgement, LotCase, PileCase, Refusal, ScaleCase, judge_lot, judge_pile, judge_scale};
use serde_json::Value;

type Judge = fn(&str, &Book) -> Result<Judgement, Refusal>;

/// A case, its judge, and what must come out: places in the judgement (RFC 6901) and their texts.
struct Known {
    name: &'static str,
    case: &'static str,
    judge: Judge,
    answers: &'static [(&'static str, &'static str)],
}

/// Each answer was worked out apart from this program: the pile's is published with the reading, the scale's is the example
/// of OIML R 76-1 A.4.4.3, the lot's mean is a sum of ten numbers.
const KNOWN: &[Known] = &[
    Known {
        name: "pile",
        case: include_str!("self_test/pile.toml"),
        judge: |text, book| judge_pile(&PileCase::from_text(text, Format::Toml)?, book),
        answers: &[
            ("/pile/load_points/0/errors_percent/0", "0.869480"),
            ("/pile/load_points/0/rounded_percent", "0.8"),
            ("/pile/load_points/0/limit_percent", "2.0"),
            ("/pile/load_points/0/verdict", "pass"),
        ],
    },
    Known {
        name: "scale",
        case: include_str!("self_test/scale.toml"),
        judge: |text, book| judge_scale(&ScaleCase::from_text(text, Format::Toml)?, book),
        answers: &[
            ("/scale/weighing/0/error", "1"),
            ("/scale/weighing/0/corrected_error", "0.5"),
            ("/scale/weighing/0/mpe", "2.5"),
            ("/scale/weighing/0/verdict", "pass"),
        ],
    },
    Known {
        name: "lot",
        case: include_str!("self_test/lot.toml"),
        judge: |text, book| judge_lot(&LotCase::from_text(text, Format::Toml)?, book),
        answers: &[
            ("/lot/mean", "499.120000"),
            ("/lot/tolerable_deficiency", "15"),
            ("/lot/classes/4", "T1"),
            ("/verdict", "fail"),
        ],
    },
];

/// Judges every known case by the regulations that come with the program; answers with what came out differently.
pub fn self_test() -> Vec<String> {
    match Book::embedded() {
        Ok(book) => KNOWN.iter().filter_map(|known| known.differs(book)).collect(),
        Err(why) => vec![why.to_string()],
    }
}

impl Known {
    fn differs(&self, book: &Book) -> Option<String> {
        let name = self.name;
        let judgement = match (self.judge)(self.case, book) {
            Ok(judgement) => serde_json::to_value(judgement).unwrap_or_default(),
            Err(why) => return Some(format!("{name}: {why}")),
        };
        self.answers.iter().find_map(|(place, answer)| {
            let found = judgement.pointer(place);
            let holds = found.and_then(Value::as_str) == Some(*answer);
            (!holds).then(|| format!("{name} {place}: {answer} ≠ {}", found.cloned().unwrap_or_default()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_case_comes_out_as_it_must() {
        assert_eq!(self_test(), Vec::<String>::new());
    }

    #[test]
    fn a_judge_that_answers_otherwise_is_found() {
        let book = Book::embedded().unwrap();
        for known in KNOWN {
            for (place, _) in known.answers {
                let wrong: &[(&str, &str)] = &[(place, "-1")];
                // The table is of the program's own text: leaking one entry of a test lets it be checked the same way.
                let wrong = Known { answers: Box::leak(wrong.to_vec().into_boxed_slice()), ..*known };
                assert!(wrong.differs(book).is_some_and(|why| why.contains(place)), "{place}");
            }
        }
    }
}
