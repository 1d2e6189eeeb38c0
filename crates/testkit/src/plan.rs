//! What to simulate. Reach for [`SimulationPlan`] and [`ErrorRates`]: sizes, years, seed and the
//! rates of every typed error and every turn of a case. The shipped rates are
//! `data/error_rates.toml`; a caller may give its own file of the same shape.

use jiff::civil::{Date, date};
use serde::Deserialize;

/// Sizes, years, seed and rates of one scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct SimulationPlan {
    /// Seed: the same plan and seed give the same bytes.
    pub seed: u64,
    /// NGO reports to write.
    pub reports: u32,
    /// Register entries to write, journal-only ones included.
    pub register: u32,
    /// Court cases to write, all instances together.
    pub court: u32,
    /// First year of the register extract.
    pub from_year: i16,
    /// As-of day of every extract: nothing later is written.
    pub to: Date,
    /// Rates of errors and of turns.
    pub rates: ErrorRates,
}

impl SimulationPlan {
    /// The plan behind `fixtures/demo`.
    ///
    /// # Errors
    /// When the shipped rates cannot be read, which a test rules out.
    pub fn demo() -> Result<Self, RatesError> {
        Ok(Self {
            seed: 20_260_630,
            reports: 150,
            register: 8_000,
            court: 1_200,
            from_year: 2018,
            to: date(2026, 6, 30),
            rates: ErrorRates::shipped()?,
        })
    }
}

/// A rates file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RatesError {
    /// Not TOML of the expected shape; the message names line and key.
    Shape(String),
    /// A rate outside [0, 1].
    OutOfRange(&'static str),
}

impl std::fmt::Display for RatesError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Shape(message) => write!(f, "rates file cannot be read: {message}"),
            Self::OutOfRange(name) => write!(f, "rate {name} is not between 0 and 1"),
        }
    }
}

impl std::error::Error for RatesError {}

macro_rules! rates {
    ($(#[$meta:meta])* $name:ident [$section:literal] { $($(#[$fmeta:meta])* $field:ident),+ $(,)? } $(year $year:ident)?) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[expect(missing_docs, reason = "the comment on each rate stands in data/error_rates.toml")]
        pub struct $name { $($(#[$fmeta])* pub $field: f64,)+ $(pub $year: i16,)? }

        impl $name {
            fn check(&self) -> Result<(), RatesError> {
                $(if !(0.0..=1.0).contains(&self.$field) {
                    return Err(RatesError::OutOfRange(concat!($section, ".", stringify!($field))));
                })+
                Ok(())
            }
        }
    };
}

rates! {
    /// Rates of errors in what one kind of source types.
    TypedErrors ["ngo or register"] {
        spelling_variant, typo, ocr_look_alike, patronymic_dropped, order_swapped, initials,
        diminutive, other_system, wrong_keyboard, name_missing, birth_date_missing,
        birth_date_vague, day_month_swapped, birth_year_off, pin_missing, pin_digit_wrong,
        phone_missing, citizenship_missing, number_digit_wrong, date_vague, place_variant,
        place_coarse, article_missing, edition_missing,
    }
}

rates! {
    /// Rates of what a court register shows.
    CourtRates ["court"] {
        published, full_name, cited_register, cited_digit_wrong, edition_missing,
        prosecutor_missing, victim_listed, appeal,
    } year full_name_before
}

rates! {
    /// Rates of what happens to a report before and at the register.
    ReportRates ["report"] {
        victim_not_listed, suspect_not_listed, two_ngos, not_proven, consent_refused, outside_period, outside_region,
        too_few_identifiers, unregistered, journal_only, refused, other_offence,
        late_registration, letter, talon, journal_number, register_number,
    }
}

rates! {
    /// Rates of the turns an entry takes after registration.
    PathRates ["path"] {
        victim_recognised, requalified_down, requalified_up, terminated, suspended, transferred,
        merged, severed, annulled, resumed, returned, taken_up_again, convicted, acquitted,
        court_terminated, court_requalified, court_returned,
    }
}

rates! {
    /// Rates of unrelated entries that look related.
    LookAlikeRates ["look_alike"] { sibling, namesake, same_person }
}

/// Every rate of a scenario.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorRates {
    /// Errors in what NGOs write.
    pub ngo: TypedErrors,
    /// Errors in what the register holds.
    pub register: TypedErrors,
    /// What the court register shows.
    pub court: CourtRates,
    /// What happens to reports.
    pub report: ReportRates,
    /// What happens to entries.
    pub path: PathRates,
    /// Unrelated entries that look related.
    pub look_alike: LookAlikeRates,
}

impl ErrorRates {
    /// The shipped rates, `data/error_rates.toml`.
    ///
    /// # Errors
    /// See [`ErrorRates::parse`].
    pub fn shipped() -> Result<Self, RatesError> {
        Self::parse(include_str!("../data/error_rates.toml"))
    }

    /// Reads a rates file.
    ///
    /// # Errors
    /// When it is not TOML of this shape, names an unknown rate, or a rate is outside [0, 1].
    pub fn parse(text: &str) -> Result<Self, RatesError> {
        let rates: Self =
            toml::from_str(text).map_err(|error| RatesError::Shape(error.to_string()))?;
        rates.ngo.check()?;
        rates.register.check()?;
        rates.court.check()?;
        rates.report.check()?;
        rates.path.check()?;
        rates.look_alike.check()?;
        Ok(rates)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_rates_can_be_read_and_a_wrong_one_is_refused() {
        let shipped = include_str!("../data/error_rates.toml");
        assert!(ErrorRates::parse(shipped).is_ok());
        let above = shipped.replacen("two_ngos = 0.07", "two_ngos = 1.07", 1);
        assert_eq!(ErrorRates::parse(&above), Err(RatesError::OutOfRange("report.two_ngos")));
        let unknown = shipped.replacen("two_ngos = 0.07", "two_ngoes = 0.07", 1);
        assert!(matches!(ErrorRates::parse(&unknown), Err(RatesError::Shape(_))));
    }
}
