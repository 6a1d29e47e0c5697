//! One charge: the records that tell it, its begin and its end, and the energy between them.

use super::accepted::{Accepted, Direction, Role, Status};
use super::obis::Obis;
use super::payload::{Payload, Reading};
use super::time::Moment;
use crate::quantity::{Decimal, Unit};
use serde::Serialize;

/// A reading of a register that counts for the law.
#[derive(Clone, Debug)]
pub struct Counted<'a> {
    /// Which record it stands in, counted in the file.
    pub record: usize,
    /// The reading.
    pub reading: &'a Reading,
    /// Its register.
    pub register: Obis,
    /// Which way its energy flows.
    pub direction: Direction,
    /// What it is for the charge.
    pub role: Role,
    /// How well the entries are known that made it so.
    pub status: Status,
}

impl Counted<'_> {
    /// Its time.
    pub fn moment(&self) -> Option<Moment> {
        self.reading.time.as_deref().and_then(Moment::of)
    }

    /// Its number with its unit; `None` when either is no clean one.
    pub fn energy(&self, accepted: &Accepted) -> Option<(Decimal, Unit)> {
        let unit = self.reading.unit.as_deref().and_then(|unit| accepted.unit(unit))?;
        Some((self.reading.number()?.ok()?, unit))
    }
}

/// The readings of some records that begin or end a charge.
pub fn counted<'a>(records: &[(usize, &'a Payload)], accepted: &Accepted) -> Vec<Counted<'a>> {
    let readings = records.iter().flat_map(|(record, payload)| {
        let record = *record;
        payload.readings.iter().map(move |reading| (record, reading))
    });
    let counted = readings.filter_map(|(record, reading)| {
        let code = Obis::of(reading.register.as_deref()?)?;
        let register = accepted.register(&code)?;
        let kind = accepted.kind(reading.kind.as_deref()?)?;
        let (direction, status) = (register.direction, register.status.max(kind.status));
        Some(Counted { record, reading, register: code, direction, role: kind.role, status })
    });
    counted.filter(|counted| counted.role != Role::Other).collect()
}

/// The only begin and the only end, where there is one of each.
pub fn ends<'a, 'b>(counted: &'b [Counted<'a>]) -> Option<(&'b Counted<'a>, &'b Counted<'a>)> {
    let of = |role: Role| {
        let mut found = counted.iter().filter(move |counted| counted.role == role);
        found.next().filter(|_| found.next().is_none())
    };
    of(Role::Begin).zip(of(Role::End))
}

/// Energy of one register between begin and end, exactly, with the digits of the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Energy {
    /// The register.
    pub register: String,
    /// Which way it flows.
    pub direction: Direction,
    /// Value at the begin, as written.
    pub begin: String,
    /// Value at the end, as written.
    pub end: String,
    /// End less begin.
    pub difference: Decimal,
    /// Their unit.
    pub unit: Unit,
}

/// The energy of every register that has one begin and one end in one unit; a register that ran backwards has none.
pub fn energies(counted: &[Counted<'_>], accepted: &Accepted) -> Vec<Energy> {
    let mut registers: Vec<&Obis> = counted.iter().map(|counted| &counted.register).collect();
    registers.sort_unstable();
    registers.dedup();
    let energy = |register: &Obis| {
        let of: Vec<Counted<'_>> = counted.iter().filter(|counted| counted.register == *register).cloned().collect();
        let (begin, end) = ends(&of)?;
        let ((from, unit), (to, unit_of_end)) = (begin.energy(accepted)?, end.energy(accepted)?);
        let difference =
            to.checked_sub(from).filter(|difference| !difference.is_sign_negative() || difference.is_zero())?;
        (unit == unit_of_end).then(|| Energy {
            register: register.to_string(),
            direction: begin.direction,
            begin: begin.reading.value.clone().unwrap_or_default(),
            end: end.reading.value.clone().unwrap_or_default(),
            difference,
            unit,
        })
    };
    registers.into_iter().filter_map(energy).collect()
}

/// Which records tell a charge together: each by itself, except that records with the same transaction id of which none
/// has both ends are parts of one.
pub fn groups(records: &[(usize, &Payload, Option<&str>)], accepted: &Accepted, join: bool) -> Vec<Vec<usize>> {
    let mut groups: Vec<(Option<&str>, Vec<usize>)> = Vec::new();
    let mut places = std::collections::BTreeMap::new();
    for (record, payload, id) in records {
        let found = counted(&[(*record, payload)], accepted);
        let part = join && !found.is_empty() && ends(&found).is_none() && found.len() == 1;
        match id.filter(|_| part) {
            None => groups.push((None, vec![*record])),
            Some(id) => {
                let at = *places.entry(id).or_insert(groups.len());
                match groups.get_mut(at) {
                    Some((_, group)) => group.push(*record),
                    None => groups.push((Some(id), vec![*record])),
                }
            }
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}
