//! The fields of the column map: what a column can mean. Reach for [`Field::parse`] to read the
//! left side of `[source.columns]` and for [`CaseField::meaning`] to know how a cell is read.
//!
//! Guarantees that every name has one meaning and that the names known for a kind of source can
//! be listed, for suggestions and for `sverka inspect`. Which *headers* stand for a field is data
//! (`reference/header_synonyms.csv`).

use std::fmt;

use records::{EventKind, LineageKind, NumberKind, PersonRole, PlaceRole, SourceKind};

/// How the cells of a case field are read and how often it may hold a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The reference of the case; rows are joined on it.
    Reference,
    /// Text as written.
    Text,
    /// Text as written; differing texts of one case are kept side by side.
    Narrative,
    /// A date.
    Date,
    /// One code of a list.
    Code(&'static str),
    /// Several codes of a list.
    Codes(&'static str),
    /// Articles of the criminal code.
    Articles,
    /// An edition of the criminal code.
    Edition,
    /// One or more reference numbers.
    Numbers(NumberKind),
    /// A place as written.
    Place(PlaceRole),
    /// One or more numbers of entries that this one is joined to.
    Lineage(LineageKind),
}

impl Meaning {
    /// Whether rows of one case may give different values, which are then all kept.
    pub const fn is_collected(self) -> bool {
        !matches!(self, Self::Reference | Self::Text | Self::Date | Self::Code(_) | Self::Edition)
    }
}

const NGO: u8 = 1;
const REGISTER: u8 = 2;
const COURT: u8 = 4;

const fn bit(kind: SourceKind) -> u8 {
    match kind {
        SourceKind::Ngo => NGO,
        SourceKind::Register => REGISTER,
        SourceKind::Court => COURT,
    }
}

/// Declares the case fields: variant, name in `sverka.toml`, kinds of source, meaning.
macro_rules! case_fields {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $kinds:expr, $meaning:expr;)+) => {
        /// A field of a case as a whole.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum CaseField { $($(#[$doc])* $variant),+ }

        impl CaseField {
            /// Every case field.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its name in `sverka.toml`.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// How its cells are read.
            pub const fn meaning(self) -> Meaning {
                match self { $(Self::$variant => $meaning),+ }
            }

            const fn kinds(self) -> u8 {
                match self { $(Self::$variant => $kinds),+ }
            }
        }
    };
}

case_fields! {
    /// Own reference (ngo), main number (register), case number (court).
    Ref = "ref", NGO | REGISTER | COURT, Meaning::Reference;
    /// Day the NGO opened its file.
    Opened = "opened", NGO, Meaning::Date;
    /// Day the NGO or the court received it.
    Received = "received", NGO | COURT, Meaning::Date;
    /// Consent to report.
    Consent = "consent", NGO, Meaning::Code("consent");
    /// Day of hand-over.
    HandoverDate = "handover.date", NGO, Meaning::Date;
    /// Body it was handed to.
    HandoverAddressee = "handover.addressee", NGO, Meaning::Text;
    /// Channel of hand-over.
    HandoverChannel = "handover.channel", NGO, Meaning::Text;
    /// Outgoing letter.
    HandoverLetter = "handover.letter", NGO, Meaning::Numbers(NumberKind::Letter);
    /// Talon-notification.
    HandoverTalon = "handover.talon", NGO, Meaning::Numbers(NumberKind::Talon);
    /// Journal number the NGO was told.
    HandoverJournal = "handover.journal", NGO, Meaning::Numbers(NumberKind::Journal);
    /// Register number the NGO was told.
    HandoverRegister = "handover.register", NGO, Meaning::Numbers(NumberKind::Register);
    /// Pre-2019 book number the NGO was told.
    HandoverBook = "handover.book", NGO, Meaning::Numbers(NumberKind::Book);
    /// When the crime took place.
    EventDate = "event.date", NGO | REGISTER, Meaning::Date;
    /// First day of it.
    EventFrom = "event.from", NGO | REGISTER, Meaning::Date;
    /// Last day of it.
    EventTo = "event.to", NGO | REGISTER, Meaning::Date;
    /// Place of recruitment.
    PlaceRecruitment = "place.recruitment", NGO | REGISTER, Meaning::Place(PlaceRole::Recruitment);
    /// Place on the way.
    PlaceTransit = "place.transit", NGO | REGISTER, Meaning::Place(PlaceRole::Transit);
    /// Place of exploitation.
    PlaceExploitation = "place.exploitation", NGO | REGISTER, Meaning::Place(PlaceRole::Exploitation);
    /// Place of the event.
    PlaceEvent = "place.event", NGO | REGISTER, Meaning::Place(PlaceRole::Event);
    /// IC-TIP acts.
    Acts = "acts", NGO, Meaning::Codes("ictip_act");
    /// IC-TIP means.
    Means = "means", NGO, Meaning::Codes("ictip_means");
    /// IC-TIP purposes.
    Purposes = "purposes", NGO, Meaning::Codes("ictip_purpose");
    /// Articles: suspected (ngo), at registration (register), charged (court).
    Article = "article", NGO | REGISTER | COURT, Meaning::Articles;
    /// Edition of the criminal code the articles belong to.
    Edition = "edition", NGO | REGISTER | COURT, Meaning::Edition;
    /// What happened, in words.
    Narrative = "narrative", NGO | REGISTER | COURT, Meaning::Narrative;
    /// Day the NGO closed its file.
    ClosureDate = "closure.date", NGO, Meaning::Date;
    /// Why it did.
    ClosureReason = "closure.reason", NGO, Meaning::Text;
    /// Register number.
    NumberRegister = "number.register", REGISTER, Meaning::Numbers(NumberKind::Register);
    /// Journal number.
    NumberJournal = "number.journal", REGISTER, Meaning::Numbers(NumberKind::Journal);
    /// Talon number.
    NumberTalon = "number.talon", REGISTER, Meaning::Numbers(NumberKind::Talon);
    /// Book number.
    NumberBook = "number.book", REGISTER, Meaning::Numbers(NumberKind::Book);
    /// Day of the journal entry.
    JournalDate = "journal.date", REGISTER, Meaning::Date;
    /// Day of registration.
    Registered = "registered", REGISTER, Meaning::Date;
    /// Register scheme.
    Scheme = "scheme", REGISTER, Meaning::Code("scheme");
    /// How the report came in.
    Channel = "channel", REGISTER, Meaning::Text;
    /// Investigating body.
    Office = "office", REGISTER, Meaning::Text;
    /// Prosecutor's office.
    Prosecutor = "prosecutor", REGISTER | COURT, Meaning::Text;
    /// Entry this one went into.
    MergedInto = "merged_into", REGISTER, Meaning::Lineage(LineageKind::MergedInto);
    /// Entries that went into this one.
    MergedFrom = "merged_from", REGISTER, Meaning::Lineage(LineageKind::MergedFrom);
    /// Entries severed out of this one.
    SeveredInto = "severed_into", REGISTER, Meaning::Lineage(LineageKind::SeveredInto);
    /// Entry this one was severed out of.
    SeveredFrom = "severed_from", REGISTER, Meaning::Lineage(LineageKind::SeveredFrom);
    /// Number under which another body goes on.
    TransferredTo = "transferred_to", REGISTER, Meaning::Lineage(LineageKind::TransferredTo);
    /// Number under which another body began.
    TransferredFrom = "transferred_from", REGISTER, Meaning::Lineage(LineageKind::TransferredFrom);
    /// Court.
    Court = "court", COURT, Meaning::Text;
    /// Instance.
    Instance = "instance", COURT, Meaning::Code("instance");
    /// Day the court closed the case.
    Closed = "closed", COURT, Meaning::Date;
    /// Register numbers cited.
    CitedRegister = "cited.register", COURT, Meaning::Numbers(NumberKind::Register);
    /// Number in the lower instance.
    Lower = "lower", COURT, Meaning::Numbers(NumberKind::Court);
}

/// Declares a list of parts with their names.
macro_rules! parts {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant),+ }

        impl $name {
            /// Every part.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its name, after the dot.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|part| part.code() == code)
            }
        }
    };
}

parts! {
    /// What is said of a person.
    PersonPart {
        /// The source's key of the person.
        Key = "key",
        /// Role; only for `person.role`.
        Role = "role",
        /// Whole name.
        Name = "name",
        /// Surname.
        Surname = "surname",
        /// Given name.
        Given = "given",
        /// Patronymic.
        Patronymic = "patronymic",
        /// Sex.
        Sex = "sex",
        /// Birth date.
        BirthDate = "birth_date",
        /// Age or age band.
        Age = "age",
        /// Personal number.
        Pin = "pin",
        /// Citizenship.
        Citizenship = "citizenship",
        /// Identity document.
        Document = "document",
        /// Phone.
        Phone = "phone",
        /// Pseudonym or client code.
        Pseudonym = "pseudonym",
    }
}

parts! {
    /// What is said of a decision or step.
    EventPart {
        /// What happened; only for `event.kind`.
        Kind = "kind",
        /// When.
        On = "on",
        /// Ground.
        Ground = "ground",
        /// New article.
        Article = "article",
        /// Its edition.
        Edition = "edition",
        /// Deciding body.
        Body = "body",
        /// The other entry's number or the other body.
        Other = "other",
        /// Approval or annulment.
        Approval = "approval",
    }
}

parts! {
    /// What is said of a court act.
    ActPart {
        /// Result.
        Result = "result",
        /// Day of the act.
        Date = "result.date",
        /// Type of act.
        Type = "act.type",
        /// Ground of a termination.
        Ground = "ground",
        /// Day it came into force.
        InForce = "in_force",
    }
}

/// Which person of a row a column is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// The one person of the row: `person.…`.
    Own,
    /// The n-th person of a role, from 1: `victim.…`, `victim2.…`.
    Group(PersonRole, u8),
}

/// A field of the column map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Of the case.
    Case(CaseField),
    /// Of a person.
    Person(Slot, PersonPart),
    /// Of a decision that has columns of its own: `decision.refused.date`.
    Decision(EventKind, EventPart),
    /// Of the event of the row: `event.kind`.
    Event(EventPart),
    /// Of the court act of the row.
    Act(ActPart),
}

impl Field {
    /// The field with this name; `None` when there is no such field in any kind of source.
    pub fn parse(name: &str) -> Option<Self> {
        if let Some(field) = CaseField::ALL.iter().find(|field| field.code() == name) {
            return Some(Self::Case(*field));
        }
        if let Some(part) = ActPart::from_code(name) {
            return Some(Self::Act(part));
        }
        let (head, part) = name.split_once('.')?;
        match head {
            "event" => EventPart::from_code(part).map(Self::Event),
            "decision" => {
                let (kind, part) = part.split_once('.')?;
                let part =
                    if part == "date" { Some(EventPart::On) } else { EventPart::from_code(part) };
                let part =
                    part.filter(|part| *part != EventPart::Kind && *part != EventPart::Approval)?;
                Some(Self::Decision(EventKind::from_code(kind)?, part))
            }
            "person" => PersonPart::from_code(part).map(|part| Self::Person(Slot::Own, part)),
            _ => {
                let digits = head.trim_start_matches(|c: char| !c.is_ascii_digit());
                let number =
                    if digits.is_empty() { 1 } else { digits.parse().ok().filter(|n| *n > 0)? };
                let role = PersonRole::from_code(&head[..head.len() - digits.len()])?;
                let part = PersonPart::from_code(part).filter(|part| *part != PersonPart::Role)?;
                Some(Self::Person(Slot::Group(role, number), part))
            }
        }
    }

    /// Whether a source of this kind can have the field.
    pub const fn belongs_to(self, kind: SourceKind) -> bool {
        match self {
            Self::Case(field) => field.kinds() & bit(kind) != 0,
            Self::Person(..) => true,
            Self::Decision(..) | Self::Event(_) => matches!(kind, SourceKind::Register),
            Self::Act(_) => matches!(kind, SourceKind::Court),
        }
    }

    /// Whether its cells are dates.
    pub const fn is_date(self) -> bool {
        match self {
            Self::Case(field) => matches!(field.meaning(), Meaning::Date),
            Self::Person(_, part) => matches!(part, PersonPart::BirthDate),
            Self::Decision(_, part) | Self::Event(part) => matches!(part, EventPart::On),
            Self::Act(part) => matches!(part, ActPart::Date | ActPart::InForce),
        }
    }

    /// Every name a source of this kind can use, column groups without their numbers.
    pub fn known(kind: SourceKind) -> Vec<String> {
        let cases = CaseField::ALL.iter().map(|field| Self::Case(*field));
        let slots = std::iter::once(Slot::Own)
            .chain(PersonRole::ALL.iter().map(|role| Slot::Group(*role, 1)));
        let persons = slots.flat_map(|slot| {
            PersonPart::ALL
                .iter()
                .filter(move |part| slot == Slot::Own || **part != PersonPart::Role)
                .map(move |part| Self::Person(slot, *part))
        });
        let decisions = EventKind::ALL.iter().flat_map(|kind| {
            EventPart::ALL
                .iter()
                .filter(|part| !matches!(part, EventPart::Kind | EventPart::Approval))
                .map(|part| Self::Decision(*kind, *part))
        });
        let events = EventPart::ALL.iter().map(|part| Self::Event(*part));
        let acts = ActPart::ALL.iter().map(|part| Self::Act(*part));
        cases
            .chain(persons)
            .chain(acts)
            .chain(events)
            .chain(decisions)
            .filter(|field| field.belongs_to(kind))
            .map(|field| field.to_string())
            .collect()
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Case(field) => f.write_str(field.code()),
            Self::Person(Slot::Own, part) => write!(f, "person.{}", part.code()),
            Self::Person(Slot::Group(role, 1), part) => write!(f, "{role}.{}", part.code()),
            Self::Person(Slot::Group(role, n), part) => write!(f, "{role}{n}.{}", part.code()),
            Self::Decision(kind, EventPart::On) => write!(f, "decision.{kind}.date"),
            Self::Decision(kind, part) => write!(f, "decision.{kind}.{}", part.code()),
            Self::Event(part) => write!(f, "event.{}", part.code()),
            Self::Act(part) => f.write_str(part.code()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_name_reads_back_as_itself() {
        for kind in SourceKind::ALL {
            for name in Field::known(*kind) {
                let field = Field::parse(&name).unwrap();
                assert_eq!(field.to_string(), name);
                assert!(field.belongs_to(*kind), "{name}");
            }
        }
    }

    #[test]
    fn column_groups_are_numbered_from_the_second_on() {
        let field = |name| Field::parse(name);
        assert_eq!(
            field("victim2.birth_date"),
            Some(Field::Person(Slot::Group(PersonRole::Victim, 2), PersonPart::BirthDate))
        );
        assert_eq!(field("victim1.name"), field("victim.name"));
        for name in [
            "victim0.name",
            "victim.role",
            "victims.name",
            "decision.refused.kind",
            "x",
            "event.",
            "victim999.name",
        ] {
            assert_eq!(field(name), None, "{name}");
        }
    }

    #[test]
    fn a_court_has_no_decisions_and_an_ngo_no_acts() {
        assert!(!Field::parse("decision.refused.date").unwrap().belongs_to(SourceKind::Court));
        assert!(!Field::parse("result").unwrap().belongs_to(SourceKind::Ngo));
        assert!(Field::parse("event.date").unwrap().belongs_to(SourceKind::Register));
        assert!(Field::parse("event.on").unwrap().is_date());
    }
}
