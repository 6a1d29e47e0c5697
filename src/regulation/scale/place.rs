//! Where a reading of a case stands, for people: `weighing[2]` is weighing 3. Refusals keep the path, for whoever mends a file.

use crate::locale::Words;

/// The tests of a case, by the names of their lists.
const TESTS: [(&str, &str, &str); 7] = [
    ("weighing", "称量", "weighing"),
    ("tare_weighing", "去皮称量", "tare weighing"),
    ("eccentricity", "偏载", "eccentricity"),
    ("repeatability", "重复性", "repeatability"),
    ("discrimination", "鉴别力", "discrimination"),
    ("zero", "零点", "zero"),
    ("tare_zero", "除皮零点", "zero with tare"),
];

/// A place of a case in words, with the number that people count by.
pub(super) fn words(place: &str) -> Words {
    let (row, part) = place.split_once('.').map_or((place, ""), |(row, part)| (row, part));
    let (list, number) = row.split_once('[').map_or((row, ""), |(list, rest)| (list, rest.trim_end_matches(']')));
    let Some((_, zh, en)) = TESTS.iter().find(|(name, ..)| *name == list) else { return Words::from(place) };
    let row = match number.parse::<usize>() {
        Ok(index) => {
            let number = index.saturating_add(1);
            Words::new(format!("{zh}第 {number} 次"), format!("{en} {number}"))
        }
        Err(_) => Words::new(*zh, *en),
    };
    match part {
        "zero" => Words::new(format!("{}之前的零点", row.zh), format!("the zero before {}", row.en)),
        _ => row,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_counted_as_people_count() {
        for (place, zh, en) in [
            ("weighing[2]", "称量第 3 次", "weighing 3"),
            ("repeatability[0].zero", "重复性第 1 次之前的零点", "the zero before repeatability 1"),
            ("tare_zero", "除皮零点", "zero with tare"),
            ("another[1]", "another[1]", "another[1]"),
        ] {
            assert_eq!(words(place), Words::new(zh, en), "{place}");
        }
    }
}
