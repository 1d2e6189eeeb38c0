//! The weight of millions of pairs. Reach for [`Weigher::new`] once per run and model, and let the
//! link kind add up its comparisons; each gives the bits that the function of the same name in
//! [`crate::case_comparison`] explains, to the last.
//!
//! Values that repeat (places, offices, offences, bodies, words of names) are compared once and
//! remembered; dates, numbers and persons are compared from their packed forms without allocating.

use std::collections::BTreeMap;

use fuzzy_matching::date::{LagBand, lag_band};
use fuzzy_matching::narrative::{CodedText, NarrativeLevel, compare_coded};
use fuzzy_matching::offence::OffenceLevel;
use fuzzy_matching::person_name::NameRole;
use fuzzy_matching::place::PlaceLevelAgreement;
use fuzzy_matching::reference_number::{
    Anchors, ReferenceNumberLevel, level, same_body, same_year,
};
use records::{Qualification, Reference};

use super::memory::{Compared, Memory};
use super::person::PersonScale;
use super::{CaseView, NumberSketch};
use crate::case_comparison::{
    self as compare, MONTH_BEFORE, counted_number_bits, event_level, is_month_before, is_near_band,
    lag_days,
};
use crate::comparison_vector::EVENT_LEVELS;
use crate::days::Days;
use crate::ground::Ground;
use crate::linking::Context;
use crate::match_weight::MatchWeight;

/// How many right records stand at each offence level to a left record.
pub(crate) type OffenceTally = BTreeMap<OffenceLevel, u64>;

/// Everything weighing a pair needs, under one model.
pub(crate) struct Weigher<'s> {
    pub(crate) ground: &'s Ground<'s>,
    pub(crate) context: &'s Context<'s>,
    persons: PersonScale<'s>,
    /// Of every lag band.
    lag: Vec<f64>,
    month_before: Option<f64>,
    /// By whether the lag is near.
    event: [[f64; EVENT_LEVELS.len()]; 2],
    narrative: Vec<f64>,
}

impl<'s> Weigher<'s> {
    /// `lag` is the comparison of the lag, `event` that of the event given a near lag.
    pub(crate) fn new(
        ground: &'s Ground<'s>,
        context: &'s Context<'s>,
        (lag, event): (&'static str, &'static str),
    ) -> Self {
        let bits = |comparison, level| context.model.weight(comparison, level).bits();
        let events = |rows: &'static str| EVENT_LEVELS.map(|level| bits(rows, level));
        Self {
            ground,
            context,
            persons: PersonScale::new(context, &ground.values.words),
            lag: LagBand::ALL.iter().map(|band| bits(lag, band.code())).collect(),
            month_before: context.model.level(lag, MONTH_BEFORE).map(|l| l.weight().bits()),
            event: [events("event_date"), events(event)],
            narrative: NarrativeLevel::ALL.iter().map(|l| bits("narrative", l.code())).collect(),
        }
    }

    /// The number of the first surname of a left record, or of its first word.
    pub(crate) fn leading_word(&self, left: u32) -> Option<u32> {
        let case = self.ground.lefts.case(left);
        let persons = case.persons(false).iter().chain(case.persons(true));
        let words = || persons.clone().flat_map(|person| case.names(person)).flat_map(|n| n.words);
        let surname = |word: &&u32| self.ground.values.words.role(**word) == NameRole::Surname;
        words().find(surname).or_else(|| words().next()).copied()
    }

    /// Victims or accused.
    pub(crate) fn persons(
        &self,
        left: CaseView<'_>,
        right: CaseView<'_>,
        victims: bool,
        memory: &mut Memory,
    ) -> MatchWeight {
        self.persons.set(left, right, victims, memory)
    }

    /// Reference numbers.
    pub(crate) fn numbers(
        &self,
        comparison: &'static str,
        left: CaseView<'_>,
        right: CaseView<'_>,
        memory: &mut Memory,
    ) -> MatchWeight {
        let mut best: Option<(ReferenceNumberLevel, f64)> = None;
        for a in left.numbers() {
            for b in right.numbers() {
                let level = self.number_level(a, b, memory);
                if level == ReferenceNumberLevel::Missing
                    || best.is_some_and(|(known, _)| level > known)
                {
                    continue;
                }
                let carriers = || self.ground.carriers[a.id as usize];
                let bits = counted_number_bits(self.context, comparison, level, carriers);
                if best.is_none_or(|(known, most)| level < known || bits > most) {
                    best = Some((level, bits));
                }
            }
        }
        best.map_or(MatchWeight::ZERO, |(_, bits)| MatchWeight::from_bits(bits))
    }

    fn number_level(
        &self,
        a: &NumberSketch,
        b: &NumberSketch,
        memory: &mut Memory,
    ) -> ReferenceNumberLevel {
        if a.kind != b.kind {
            return ReferenceNumberLevel::Missing;
        }
        let equal = a.id == b.id;
        let long = a.plain.is_known();
        let near = !equal
            && long
            && b.plain.is_known()
            && (a.plain.slip(&b.plain) || a.plain.one_more(&b.plain));
        level(a.kind, (equal, near), long, || Anchors {
            body: a.body.zip(b.body).and_then(|pair| self.same_body(pair, memory)),
            year: a.years.zip(b.years).and_then(|(a, b)| same_year(a, b)),
        })
    }

    fn same_body(&self, (a, b): (u32, u32), memory: &mut Memory) -> Option<bool> {
        let texts = &self.ground.values.texts;
        let find = || match same_body(&texts[a as usize], &texts[b as usize]) {
            None => (0, 0.0),
            Some(same) => (1 + u8::from(same), 0.0),
        };
        match memory.pairs.recall(Compared::Bodies, (a, b), find).0 {
            0 => None,
            told => Some(told == 2),
        }
    }

    /// The lag from one day to another, and whether it is near.
    pub(crate) fn lag(&self, from: Option<Days>, to: Option<Days>) -> Option<(MatchWeight, bool)> {
        let days = lag_days(from?, to?)?;
        let band = lag_band(days);
        let bits = |bits| MatchWeight::from_bits(bits);
        Some(match self.month_before.filter(|_| is_month_before(days)) {
            Some(before) => (bits(before), true),
            None => (bits(self.lag[band as usize]), is_near_band(band)),
        })
    }

    /// The day of the event, given whether the lag is near.
    pub(crate) fn event(&self, left: CaseView<'_>, right: CaseView<'_>, near: bool) -> MatchWeight {
        let days = left.case.event.zip(right.case.event);
        days.map_or(MatchWeight::ZERO, |(a, b)| {
            MatchWeight::from_bits(self.event[usize::from(near)][event_level(a, b)])
        })
    }

    /// Places of two cases; with the weight, the level.
    pub(crate) fn places(
        &self,
        left: CaseView<'_>,
        right: CaseView<'_>,
        memory: &mut Memory,
    ) -> (PlaceLevelAgreement, MatchWeight) {
        let (a, b) = (left.case.places, right.case.places);
        let areas = &self.ground.values.areas;
        let find = || {
            let found = compare::place(self.context, &areas[a as usize], &areas[b as usize]);
            let level = PlaceLevelAgreement::from_code(found.level);
            (level.unwrap_or(PlaceLevelAgreement::Missing) as u8, found.weight.bits())
        };
        let (level, bits) = memory.pairs.recall(Compared::Places, (a, b), find);
        (PlaceLevelAgreement::ALL[usize::from(level)], MatchWeight::from_bits(bits))
    }

    /// The areas of the offices named, by the rows given.
    pub(crate) fn offices(
        &self,
        (what, rows): (Compared, &'static str),
        left: CaseView<'_>,
        right: CaseView<'_>,
        memory: &mut Memory,
    ) -> MatchWeight {
        let (a, b) = (left.case.offices, right.case.offices);
        let areas = &self.ground.values.areas;
        let find = || {
            let (a, b) = (&areas[a as usize], &areas[b as usize]);
            (0, compare::area(self.context, rows, rows, a, b).weight.bits())
        };
        MatchWeight::from_bits(memory.pairs.recall(what, (a, b), find).1)
    }

    /// Offences by their numbers, at the level that `level` says.
    pub(crate) fn offences(
        &self,
        comparison: &'static str,
        (a, b): (u32, u32),
        memory: &mut Memory,
        level: impl FnOnce(&Reference, &[Qualification], &[Qualification]) -> OffenceLevel,
    ) -> MatchWeight {
        let find = || {
            let of = |at: u32| &self.ground.values.offences[at as usize][..];
            let found = level(self.context.reference, of(a), of(b));
            let tally = &self.ground.offence_tallies[&a];
            (0, compare::offence(self.context, comparison, tally, found).weight.bits())
        };
        MatchWeight::from_bits(memory.pairs.recall(Compared::Offences, (a, b), find).1)
    }

    /// Narratives by the weight of the words they share.
    pub(crate) fn narrative(&self, (left, right): (u32, u32)) -> MatchWeight {
        let texts: Option<(&CodedText, &CodedText)> = self.ground.texts(left, right);
        texts.map_or(MatchWeight::ZERO, |(a, b)| {
            let level = compare_coded(self.context.words, a, b);
            MatchWeight::from_bits(self.narrative[level as usize])
        })
    }
}
