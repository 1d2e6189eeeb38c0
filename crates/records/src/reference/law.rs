//! Rows about codes, offences, grounds, obstacles and legal limits, and the look-ups on them.

use jiff::civil::Date;

use super::{Citation, Reference, Trilingual};
use crate::coded_enum;
use crate::partial_date::PartialDate;
use crate::qualification::{Article, EditionId, EditionKnowledge, Qualification};

/// One edition of the criminal code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeEditionRow {
    /// Id, e.g. `CC-2021`.
    pub id: EditionId,
    /// Title.
    pub name: Trilingual,
    /// First day in force.
    pub from: Date,
    /// Last day in force; `None` while in force.
    pub to: Option<Date>,
    /// Source.
    pub citation: Citation,
}

/// A family of offences that keeps its identity across editions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OffenceFamily {
    /// Id, e.g. `trafficking`.
    pub id: String,
    /// Name.
    pub name: Trilingual,
    /// Whether it belongs to the trafficking set (rung R3).
    pub trafficking: bool,
    /// ICCS v1.0 code.
    pub iccs: Option<String>,
    /// Source.
    pub citation: Citation,
}

/// A known downgrade: cases of `from` are requalified down to `to`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyRelation {
    /// Family id.
    pub from: String,
    /// Family id.
    pub to: String,
    /// Source.
    pub citation: Citation,
}

/// One article of one edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offence {
    /// Edition.
    pub edition: EditionId,
    /// Article without part and point.
    pub article: Article,
    /// Family id.
    pub family: String,
    /// Title.
    pub title: Trilingual,
    /// Source.
    pub citation: Citation,
}

/// A way of keeping crime records: paper books, ЕРПП, ЕРП.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterScheme {
    /// Id, e.g. `erp`.
    pub id: String,
    /// Name.
    pub name: Trilingual,
    /// First day; `None` for "since ever".
    pub from: Option<Date>,
    /// Last day; `None` while in use.
    pub to: Option<Date>,
    /// Source.
    pub citation: Citation,
}

coded_enum! {
    /// What a ground is a ground for.
    GroundKind {
        /// Termination of proceedings.
        Termination = "termination",
        /// Suspension.
        Suspension = "suspension",
        /// Refusal to register or initiate.
        Refusal = "refusal",
        /// Transfer.
        Transfer = "transfer",
    }
}

/// A ground, neutral across editions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// Code, e.g. `T02`.
    pub code: String,
    /// What it is a ground for.
    pub kind: GroundKind,
    /// Name.
    pub name: Trilingual,
    /// Source.
    pub citation: Citation,
}

/// An article that decisions cite as their ground while one edition of the criminal code was in
/// force; the codes of procedure were replaced on the same days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroundArticle {
    /// Edition of the criminal code in force at the time.
    pub edition: EditionId,
    /// The code that is cited, e.g. `CPC-2021`.
    pub code: String,
    /// Article, with part and point where the ground stands in one of them.
    pub article: Article,
    /// What sort of decision cites it.
    pub kind: GroundKind,
    /// Ground code; `None` where the article by itself names none.
    pub ground: Option<String>,
    /// Source.
    pub citation: Citation,
}

/// An obstacle with the step recommended against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// Code, e.g. `Q1`.
    pub code: String,
    /// Stage where it bites.
    pub stage: String,
    /// Name.
    pub name: Trilingual,
    /// Recommended step.
    pub step: Trilingual,
    /// Source.
    pub citation: Citation,
}

/// Maps a drop-out or a finding to an obstacle; the first rule that fits wins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObstacleRule {
    /// Finding code or exit code.
    pub outcome: String,
    /// Ground code, or empty for any.
    pub ground: Option<String>,
    /// Obstacle code.
    pub obstacle: String,
    /// Source.
    pub citation: Citation,
}

coded_enum! {
    /// Unit of a legal time limit.
    LimitUnit {
        /// Hours; with day-precision dates, 24 hours are one day.
        Hours = "hours",
        /// Calendar days.
        Days = "days",
        /// Calendar months.
        Months = "months",
    }
}

/// A legal time limit in force for some period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeLimit {
    /// What it limits: `journal_entry` (T1), `registration` (T2), `investigation` (T3),
    /// `suspension_review`.
    pub id: String,
    /// Amount.
    pub amount: u16,
    /// Unit.
    pub unit: LimitUnit,
    /// First day in force.
    pub from: Date,
    /// Last day in force; `None` while in force.
    pub to: Option<Date>,
    /// Law.
    pub law: Trilingual,
    /// Source.
    pub citation: Citation,
}

impl TimeLimit {
    /// The limit in whole days, a month counted as 31 so that nobody is called late too early.
    pub fn days(&self) -> i32 {
        let amount = i32::from(self.amount);
        match self.unit {
            LimitUnit::Hours => (amount + 23) / 24,
            LimitUnit::Days => amount,
            LimitUnit::Months => amount * 31,
        }
    }
}

impl Reference {
    /// The edition with this id.
    pub fn edition(&self, id: &EditionId) -> Option<&CodeEditionRow> {
        self.editions.iter().find(|edition| edition.id == *id)
    }

    /// The edition in force on a day.
    pub fn edition_on(&self, day: Date) -> Option<&CodeEditionRow> {
        self.editions
            .iter()
            .find(|edition| edition.from <= day && edition.to.is_none_or(|to| day <= to))
    }

    /// What is known of the edition of an act of this date: one edition when every day of the
    /// date lies in it, else every edition it touches, else every edition.
    pub fn edition_by_date(&self, date: Option<PartialDate>) -> EditionKnowledge {
        let touched: Vec<EditionId> = self
            .editions
            .iter()
            .filter(|edition| {
                date.is_none_or(|date| {
                    edition.from < date.end_exclusive()
                        && edition.to.is_none_or(|to| date.start() <= to)
                })
            })
            .map(|edition| edition.id.clone())
            .collect();
        match touched.len() {
            0 => EditionKnowledge::OneOf(self.editions.iter().map(|e| e.id.clone()).collect()),
            1 => EditionKnowledge::FromDate(touched[0].clone()),
            _ => EditionKnowledge::OneOf(touched),
        }
    }

    /// The offence of this article in this edition; part and point are ignored.
    pub fn offence(&self, edition: &EditionId, article: Article) -> Option<&Offence> {
        let base = article.base();
        self.offences.iter().find(|offence| offence.article == base && offence.edition == *edition)
    }

    /// The families this qualification may belong to, one per candidate edition that knows the
    /// article, oldest edition first, without repeats. Empty: the article is not in the table.
    pub fn families_of(&self, qualification: &Qualification) -> Vec<&str> {
        let mut families = Vec::new();
        for edition in qualification.edition.candidates() {
            if let Some(offence) = self.offence(edition, qualification.article)
                && !families.contains(&offence.family.as_str())
            {
                families.push(offence.family.as_str());
            }
        }
        families
    }

    /// The family with this id.
    pub fn family(&self, id: &str) -> Option<&OffenceFamily> {
        self.families.iter().find(|family| family.id == id)
    }

    /// Whether a family is in the trafficking set.
    pub fn is_trafficking(&self, family: &str) -> bool {
        self.family(family).is_some_and(|family| family.trafficking)
    }

    /// Whether cases of `from` are known to be downgraded to `to`.
    pub fn is_downgrade(&self, from: &str, to: &str) -> bool {
        self.family_relations.iter().any(|relation| relation.from == from && relation.to == to)
    }

    /// The ground with this code.
    pub fn ground(&self, code: &str) -> Option<&Ground> {
        self.grounds.iter().find(|ground| ground.code == code)
    }

    /// The obstacle with this code.
    pub fn obstacle(&self, code: &str) -> Option<&Obstacle> {
        self.obstacles.iter().find(|obstacle| obstacle.code == code)
    }

    /// The obstacle behind an outcome on a ground: the first rule that fits.
    pub fn obstacle_for(&self, outcome: &str, ground: Option<&str>) -> Option<&Obstacle> {
        self.obstacle_rules
            .iter()
            .find(|rule| {
                rule.outcome == outcome
                    && (rule.ground.is_none() || rule.ground.as_deref() == ground)
            })
            .and_then(|rule| self.obstacle(&rule.obstacle))
    }

    /// The time limit with this id in force on a day.
    pub fn time_limit(&self, id: &str, day: Date) -> Option<&TimeLimit> {
        self.time_limits.iter().find(|limit| {
            limit.id == id && limit.from <= day && limit.to.is_none_or(|to| day <= to)
        })
    }

    /// The scheme in use on a day.
    pub fn scheme_on(&self, day: Date) -> Option<&RegisterScheme> {
        self.schemes.iter().find(|scheme| {
            scheme.from.is_none_or(|from| from <= day) && scheme.to.is_none_or(|to| day <= to)
        })
    }
}
