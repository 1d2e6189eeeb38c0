//! What the NGOs wrote. Reach for [`WrittenReport`]: one report of one NGO on one true case, with
//! its own dates, numbers, language and errors.

use jiff::civil::Date;
use records::{Consent, PersonRole, RecordId, SourceId};

use crate::case::{Destination, TrueCase, Turn};
use crate::draw::{Draw, plus};
use crate::entry::Entry;
use crate::law::{Class, Law, article_text};
use crate::noise::{Scribe, WrittenDate, WrittenPerson, near};
use crate::places::{Gazetteer, in_language};
use crate::plan::ReportRates;
use crate::scenario::Ngo;
use crate::words::{MINISTRY, Narratives, Slots, trilingual, word};

/// A hand-over as the NGO documents it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WrittenHandOver {
    /// Day, or no more than the year.
    pub date: Option<WrittenDate>,
    /// Body, in the NGO's language.
    pub addressee: Option<String>,
    /// Index into [`crate::words::HAND_OVER_CHANNELS`].
    pub channel: Option<usize>,
    /// Outgoing letter.
    pub letter: Option<String>,
    /// Talon.
    pub talon: Option<String>,
    /// Journal number.
    pub journal: Option<String>,
    /// Register number.
    pub register: Option<String>,
    /// Pre-2019 number.
    pub book: Option<String>,
}

/// One report.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenReport {
    /// The id that reading it gives.
    pub id: RecordId,
    /// NGO, by index into the scenario.
    pub ngo: usize,
    /// True case, by index.
    pub case: u32,
    /// Own reference.
    pub own_ref: String,
    /// Day the file was opened.
    pub opened: Date,
    /// Day the report was received.
    pub received: Date,
    /// Consent to report.
    pub consent: Option<Consent>,
    /// Hand-over, as far as documented.
    pub hand_over: WrittenHandOver,
    /// Beginning and end of the trafficking.
    pub event: (Option<WrittenDate>, Option<WrittenDate>),
    /// Place of recruitment, as written.
    pub recruited: Option<String>,
    /// Place of exploitation, as written.
    pub exploited: Option<String>,
    /// Acts, means, purposes: indices into `Reference::code_lists`.
    pub codes: [Vec<u16>; 3],
    /// Article, and edition where given.
    pub article: Option<(String, Option<String>)>,
    /// What happened.
    pub narrative: Option<String>,
    /// Victims, then suspects.
    pub persons: Vec<(PersonRole, WrittenPerson)>,
    /// Closure: day and index into [`crate::words::CLOSURES`].
    pub closed: Option<(Date, usize)>,
}

/// Writes the reports of one NGO.
pub(crate) struct Desk<'a> {
    pub(crate) scribe: Scribe<'a>,
    pub(crate) ngo: &'a Ngo,
    pub(crate) places: &'a Gazetteer<'a>,
    pub(crate) law: &'a Law<'a>,
    pub(crate) narratives: &'a Narratives,
    pub(crate) rates: &'a ReportRates,
    pub(crate) as_of: Date,
}

impl Desk<'_> {
    /// One report. `entry` is the register entry of the case, whose talon number is set when the
    /// report cites it; `second` says that another NGO reported the case before.
    pub(crate) fn write(
        &self,
        draw: &mut Draw,
        (ngo, case_index, serial): (usize, u32, u32),
        case: &TrueCase,
        entry: Option<&mut Entry>,
        second: bool,
    ) -> WrittenReport {
        let scribe = &self.scribe;
        let vague = case.turn == Turn::TooFewIdentifiers;
        let later = if second { draw.between(1, 6) } else { 0 };
        let handed = plus(case.handed_over, later).min(self.as_of);
        let opened = plus(case.opened, later).min(handed);
        let own_ref = format!("{}-{}-{serial:03}", self.ngo.prefix, opened.year());
        let persons = self.persons(draw, case, opened, vague);
        let day = |draw: &mut Draw, day: Date| {
            if vague { WrittenDate::Year(day.year()) } else { scribe.day(draw, day) }
        };
        let (from, to) = (near(draw, case.from, 4), near(draw, case.to, 3).min(opened));
        let event =
            (Some(day(draw, from.min(to))), (!vague && draw.chance(0.8)).then(|| day(draw, to)));
        let article = (!vague && !draw.chance(scribe.errors.article_missing)).then(|| {
            let offence = self.law.draw(draw, Class::Trafficking, handed);
            let edition = (!draw.chance(scribe.errors.edition_missing))
                .then(|| self.law.offence(offence).edition.to_string());
            (article_text(self.law.offence(offence), 0), edition)
        });
        let closed = plus(handed, 60 + draw.delay(200.0));
        let reason = draw.index(crate::words::CLOSURES.len());
        WrittenReport {
            id: RecordId::new(&SourceId::from(self.ngo.id.as_str()), &own_ref),
            ngo,
            case: case_index,
            own_ref,
            opened,
            received: plus(opened, -draw.between(0, 2)),
            consent: match case.turn {
                Turn::NotProven { consent: false } => Some(Consent::Refused),
                _ => draw.chance(0.9).then_some(Consent::Given),
            },
            hand_over: self.hand_over(draw, case, handed, entry),
            event,
            recruited: Some(self.place(draw, case, vague)),
            exploited: (!vague).then(|| self.destination(draw, case, opened)),
            codes: if vague { [vec![], vec![], case.codes[2].clone()] } else { case.codes.clone() },
            article,
            narrative: (!vague && draw.chance(0.75)).then(|| self.narrative(draw, case)),
            persons,
            closed: (closed <= self.as_of && draw.chance(0.5)).then_some((closed, reason)),
        }
    }

    fn persons(
        &self,
        draw: &mut Draw,
        case: &TrueCase,
        opened: Date,
        vague: bool,
    ) -> Vec<(PersonRole, WrittenPerson)> {
        if vague {
            let pseudonym = Some(format!("К-{:03}", draw.between(1, 999)));
            let sex = Some(case.victims[0].name.sex);
            return vec![(
                PersonRole::Victim,
                WrittenPerson { sex, pseudonym, ..WrittenPerson::default() },
            )];
        }
        let mut persons = Vec::new();
        for (index, victim) in case.victims.iter().enumerate() {
            let mut written = self.scribe.person(draw, victim, opened);
            if draw.chance(0.04) {
                // A client who wants no name on file is known by a code; other data stay.
                (written.parts, written.whole) = (None, None);
                written.pseudonym = Some(format!("К-{:03}", 100 * (index + 1) + draw.index(99)));
            }
            persons.push((PersonRole::Victim, written));
        }
        for suspect in &case.suspects {
            let known = draw.chance(0.8);
            let mut written = self.scribe.person(draw, suspect, opened);
            // Victims rarely know more of a trafficker than name, number and rough age.
            if draw.chance(0.85) {
                written.pin = None;
                written.document = None;
            }
            if draw.chance(0.6) && written.birth.take().is_some() && draw.chance(0.5) {
                written.age = Some(suspect.age_on(opened));
            }
            if known && written.whole.is_some() {
                persons.push((PersonRole::Suspect, written));
            }
        }
        persons
    }

    fn hand_over(
        &self,
        draw: &mut Draw,
        case: &TrueCase,
        handed: Date,
        entry: Option<&mut Entry>,
    ) -> WrittenHandOver {
        let channel = Some(draw.index(crate::words::HAND_OVER_CHANNELS.len()));
        let addressee = Some(self.places.addressee(case.office, self.scribe.language));
        let letter = format!("{}/{:02}", draw.between(3, 400), handed.year() % 100);
        if let Turn::NotProven { consent } = case.turn {
            return if consent {
                WrittenHandOver {
                    date: Some(WrittenDate::Day(handed)),
                    addressee,
                    channel: Some(2),
                    ..WrittenHandOver::default()
                }
            } else {
                WrittenHandOver::default()
            };
        }
        let mut hand_over = WrittenHandOver {
            date: Some(WrittenDate::Day(handed)),
            addressee,
            channel,
            ..WrittenHandOver::default()
        };
        if case.turn == Turn::TooFewIdentifiers {
            // A letter to the ministry as a whole, dated by no more than its year.
            hand_over.date = Some(WrittenDate::Year(handed.year()));
            hand_over.addressee = Some(word(&MINISTRY, self.scribe.language).to_owned());
            hand_over.letter = Some(letter);
            return hand_over;
        }
        let proof = draw.weighted(&self.proofs(handed, entry.as_deref()));
        if proof == 0 || draw.chance(0.25) {
            hand_over.letter = Some(letter);
        }
        self.cite(draw, &mut hand_over, proof, entry);
        hand_over
    }

    /// Weights of letter, talon, journal number and register number as proof.
    fn proofs(&self, handed: Date, entry: Option<&Entry>) -> [f64; 4] {
        let rates = self.rates;
        let when = |possible: bool, weight: f64| if possible { weight } else { 0.0 };
        // Talons came with the unified register.
        let since = self.scribe.reference.schemes.iter().filter_map(|scheme| scheme.from).min();
        [
            rates.letter,
            when(since.is_none_or(|since| since <= handed), rates.talon),
            when(entry.is_some(), rates.journal_number),
            when(entry.is_some_and(|entry| entry.registered.is_some()), rates.register_number),
        ]
    }

    /// Writes the number that proves the hand-over.
    fn cite(
        &self,
        draw: &mut Draw,
        hand_over: &mut WrittenHandOver,
        proof: usize,
        entry: Option<&mut Entry>,
    ) {
        match (proof, entry) {
            (1, Some(entry)) => {
                let given = || format!("T-8{:06}", draw.between(0, 999_999));
                let talon = entry.numbers.talon.get_or_insert_with(given).clone();
                hand_over.talon = Some(self.scribe.number(draw, &talon));
            }
            (1, None) => hand_over.talon = Some(format!("T-9{:06}", draw.between(0, 999_999))),
            (2, Some(entry)) => {
                hand_over.journal =
                    entry.numbers.journal.as_ref().map(|n| self.scribe.number(draw, n));
            }
            (3, Some(entry)) => {
                let split = draw.chance(0.25);
                hand_over.register = entry.numbers.register.as_ref().map(|number| {
                    let written = self.scribe.number(draw, number);
                    if split { hyphenated(&written) } else { written }
                });
                hand_over.book = entry.numbers.book.as_ref().map(|n| self.scribe.number(draw, n));
            }
            _ => {}
        }
    }

    fn place(&self, draw: &mut Draw, case: &TrueCase, vague: bool) -> String {
        if vague {
            return in_language(self.places.oblast(case.recruited), self.scribe.language)
                .to_owned();
        }
        self.places.written(
            draw,
            case.recruited,
            self.scribe.language,
            case.opened,
            self.scribe.errors,
        )
    }

    fn destination(&self, draw: &mut Draw, case: &TrueCase, day: Date) -> String {
        match case.exploited {
            Destination::Home(site) => {
                self.places.written(draw, site, self.scribe.language, day, self.scribe.errors)
            }
            Destination::Abroad(_) => self.destination_name(case),
        }
    }

    fn destination_name(&self, case: &TrueCase) -> String {
        match case.exploited {
            Destination::Home(site) => self.places.name(site, self.scribe.language),
            Destination::Abroad(country) => self
                .scribe
                .reference
                .countries
                .get(usize::from(country))
                .map(|country| trilingual(&country.name, self.scribe.language).to_owned())
                .unwrap_or_default(),
        }
    }

    fn narrative(&self, draw: &mut Draw, case: &TrueCase) -> String {
        let purpose = case.codes[2]
            .first()
            .and_then(|code| self.scribe.reference.code_lists.get(usize::from(*code)))
            .map(|entry| trilingual(&entry.name, self.scribe.language));
        let slots = Slots {
            place: &self.places.name(case.recruited, self.scribe.language),
            destination: &self.destination_name(case),
            purpose: purpose.unwrap_or_default(),
            victims: case.victims.len(),
        };
        self.narratives.write(draw, self.scribe.language, "ngo", &slots)
    }
}

/// A register number with its last six digits split, as some letters have it.
fn hyphenated(number: &str) -> String {
    match number.rsplit_once('-') {
        Some((head, tail)) if tail.len() == 6 => format!("{head}-{}-{}", &tail[..3], &tail[3..]),
        _ => number.to_owned(),
    }
}
