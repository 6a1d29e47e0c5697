//! An oracle in whole numbers for the judge of lots. It shares no line and no figure with the judge: bands, plans and
//! rounding are written again here, from the fact sheets. `QUANHENG_ORACLE_CASES` sets how many lots (10^4 when absent),
//! `QUANHENG_ORACLE_SEED` which ones.

use crate::settings;
use fastrand::Rng;
use quanheng::regulation::{Book, ItemVerdict, Label, LotCase, judge_lot};
use std::fmt::Write as _;

#[derive(Clone, Copy, PartialEq)]
enum Round {
    HalfEven,
    Up,
}

/// What differs between the profiles. Lots from–to: sample, sample of the mean, λ in thousandths (none: no mean), T1 allowed.
struct Profile {
    id: &'static str,
    round: Round,
    /// Always to a tenth, also above 1000.
    tenths: bool,
    /// Largest label, tenths of a gram.
    largest: i128,
    rows: &'static [Row],
}

type Row = (u64, u64, u64, u64, Option<i128>, u64);

const OPEN: u64 = 20_000;
const PROFILES: &[Profile] = &[
    Profile {
        id: "cn-jjf1070-2005",
        round: Round::HalfEven,
        tenths: false,
        largest: 500_000,
        rows: &[
            (1, 10, 0, 0, None, 0),
            (11, 50, 10, 10, Some(1028), 0),
            (51, 99, 13, 13, Some(848), 1),
            (100, 500, 50, 50, Some(379), 3),
            (501, 3200, 80, 80, Some(295), 5),
            (3201, OPEN, 125, 125, Some(234), 7),
        ],
    },
    Profile {
        id: "cn-jjf1070-2023",
        round: Round::HalfEven,
        tenths: false,
        largest: 500_000,
        rows: &[(1, 10, 0, 0, None, 0), (11, 50, 10, 10, Some(1028), 0), (51, 99, 13, 13, Some(848), 1)],
    },
    Profile {
        id: "oiml-r87-2004",
        round: Round::Up,
        tenths: false,
        largest: 500_000,
        rows: &[
            (100, 500, 50, 50, Some(379), 3),
            (501, 3200, 80, 80, Some(295), 5),
            (3201, OPEN, 125, 125, Some(234), 7),
        ],
    },
    Profile {
        id: "nz-1999",
        round: Round::Up,
        tenths: false,
        largest: 500_000,
        rows: &[
            (2, 12, 0, 0, Some(0), 0),
            (13, 39, 12, 12, Some(746), 0),
            (40, 79, 12, 12, Some(826), 1),
            (80, 149, 12, 12, Some(860), 2),
            (150, 399, 32, 32, Some(465), 3),
            (400, 4000, 32, 32, Some(483), 4),
            (4001, OPEN, 80, 80, Some(295), 6),
        ],
    },
    Profile {
        id: "uk-2006-659",
        round: Round::Up,
        tenths: true,
        largest: 100_000,
        rows: &[
            (100, 500, 50, 30, Some(503), 3),
            (501, 3200, 80, 50, Some(379), 5),
            (3201, OPEN, 125, 50, Some(379), 7),
        ],
    },
    Profile {
        id: "eu-76-211-destructive",
        round: Round::Up,
        tenths: true,
        largest: 100_000,
        rows: &[(100, OPEN, 20, 20, Some(640), 1)],
    },
];

/// T in tenths of a gram, for a label in tenths of a gram.
fn deficiency(profile: &Profile, qn: i128) -> i128 {
    // Ten-thousandths of a gram.
    let bands = [
        (500, qn * 90),
        (1000, 45_000),
        (2000, qn * 45),
        (3000, 90_000),
        (5000, qn * 30),
        (10_000, 150_000),
        (100_000, qn * 15),
        (150_000, 1_500_000),
        (i128::MAX, qn * 10),
    ];
    let raw = bands.into_iter().find(|(up_to, _)| qn <= *up_to).unwrap().1;
    let step = if qn <= 10_000 || profile.tenths { 1000 } else { 10_000 };
    let (whole, rest) = (raw / step, raw % step);
    let carry = match profile.round {
        Round::Up => rest > 0,
        Round::HalfEven => rest * 2 > step || (rest * 2 == step && whole % 2 == 1),
    };
    (whole + i128::from(carry)) * step / 1000
}

/// Counts, the individual criterion and the mean criterion (none where it does not apply), for values in tenths.
fn oracle(row: &Row, t: i128, qn: i128, net: &[i128]) -> (u64, u64, bool, Option<bool>) {
    let short = |value: &&i128| qn - **value;
    let t1 = net.iter().filter(|v| short(v) > t && short(v) <= 2 * t).count() as u64;
    let t2 = net.iter().filter(|v| short(v) > 2 * t).count() as u64;
    let mean_of = if row.3 == 0 { net.len() } else { usize::try_from(row.3).unwrap() };
    let of_mean = &net[..mean_of];
    let n = of_mean.len() as i128;
    let (s1, s2) = (of_mean.iter().sum::<i128>(), of_mean.iter().map(|v| v * v).sum::<i128>());
    let mean = row.4.map(|lambda| {
        let g = n * qn - s1;
        g <= 0 || g * g * (n - 1) * 1_000_000 <= lambda * lambda * n * (n * s2 - s1 * s1)
    });
    (t1, t2, t2 == 0 && t1 <= row.5, mean)
}

fn tenths(value: i128) -> String {
    format!("{}.{}", value / 10, value % 10)
}

/// A label that people print, or any; values near it, with ties at T, at 2T and at the label often.
fn lot(dice: &mut Rng, profile: &Profile) -> (i128, i128, usize, u64, Vec<i128>) {
    const COMMON: [i128; 14] =
        [100, 250, 450, 500, 1000, 1250, 2000, 3000, 5000, 10_000, 10_010, 19_000, 50_000, 100_000];
    let qn = if dice.bool() { COMMON[dice.usize(..COMMON.len())] } else { dice.i128(50..=profile.largest) };
    let t = deficiency(profile, qn);
    let row = dice.usize(..profile.rows.len());
    let (from, to, sample, ..) = profile.rows[row];
    let lot_size = dice.u64(from..=to);
    let count = if sample == 0 { lot_size } else { sample };
    let spread = [2, t / 3 + 1, t + 1, 2 * t + 2][dice.usize(..4)];
    let shift = [0, 0, spread / 4, spread / 2, -spread / 4][dice.usize(..5)];
    let value = |dice: &mut Rng| {
        let tie = [qn, qn - t, qn - t - 1, qn - 2 * t, qn - 2 * t - 1];
        let any = qn + shift + dice.i128(-spread..=spread);
        // Ties are rare in a large sample that is to have a chance of passing.
        if dice.u64(..count * 2 + 8) < 3 { tie[dice.usize(..5)] } else { any }.max(0)
    };
    let net = (0..count).map(|_| value(dice)).collect();
    (qn, t, row, lot_size, net)
}

#[test]
fn lots_are_judged_as_whole_numbers_judge_them() {
    let (cases, seed) = settings::oracle(8315);
    let (mut dice, mut passed, mut mean_failed) = (Rng::with_seed(seed), 0_u64, 0_u64);
    for case in 0..cases {
        let profile = &PROFILES[dice.usize(..PROFILES.len())];
        let (qn, t, row, lot_size, net) = lot(&mut dice, profile);
        let (t1, t2, individual, mean) = oracle(&profile.rows[row], t, qn, &net);
        let judged = judge_lot(
            &LotCase {
                regulation: Some(profile.id.into()),
                label: Some(Label { quantity: tenths(qn), unit: "g".into() }),
                lot_size: Some(lot_size),
                net: Some(net.iter().map(|value| tenths(*value)).collect()),
                ..LotCase::default()
            },
            Book::embedded().unwrap(),
        );
        let mut what = format!("seed {seed}, case {case}: {} Qn {} N {lot_size}", profile.id, tenths(qn));
        let _ = write!(what, " net {net:?}");
        let judged = judged.unwrap_or_else(|why| panic!("{what}: {why}"));
        let result = judged.lot.as_ref().unwrap();
        assert_eq!((result.t1, result.t2), (t1, t2), "{what}");
        let found = |name: &str| judged.items.iter().find(|item| item.item == name).unwrap().verdict;
        assert_eq!(found("individual") == ItemVerdict::Pass, individual, "{what}");
        let expected =
            mean.map_or(ItemVerdict::NotApplicable, |ok| if ok { ItemVerdict::Pass } else { ItemVerdict::Fail });
        assert_eq!(found("mean"), expected, "{what}");
        passed += u64::from(individual && mean != Some(false));
        mean_failed += u64::from(individual && mean == Some(false));
    }
    println!("{cases} lots, seed {seed}: {passed} pass, {mean_failed} fail by the mean alone, no disagreement");
    // A generator that makes only hopeless lots would prove nothing.
    assert!(passed * 10 > cases && mean_failed * 100 > cases, "{passed} and {mean_failed} of {cases}");
}
