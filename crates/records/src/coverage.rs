//! What an extract claims to hold. Reach for [`Coverage`] before saying that something is *not*
//! in a register: outside the declared coverage the honest answer is "not assessable". An absent
//! restriction means the source declared none, so everything is inside.

use jiff::civil::Date;

use crate::partial_date::PartialDate;

/// The declared limits of an extract. Each empty field is no restriction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// First and last registration day held, both included.
    pub period: Option<(Date, Date)>,
    /// Place codes (P-codes) whose offices are held; a code covers everything below it.
    pub regions: Vec<String>,
    /// Offence families held; empty means all.
    pub families: Vec<String>,
}

/// Whether something would have to be in the extract, had it been registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Covered {
    /// Inside every declared limit that could be checked.
    Inside,
    /// Outside the declared period.
    OutsidePeriod,
    /// Outside the declared regions.
    OutsideRegion,
    /// The offence families held do not include this one.
    OutsideFamilies,
}

impl Coverage {
    /// Whether an act registered on one of `days` at a place with these ancestor codes
    /// (own code first; empty when unknown) and this family would be held.
    ///
    /// Days count as outside only when all of them are; an unknown day, place or family never
    /// puts anything outside.
    pub fn holds(
        &self,
        days: Option<PartialDate>,
        places: &[&str],
        family: Option<&str>,
    ) -> Covered {
        if let (Some((first, last)), Some(days)) = (self.period, days)
            && (days.last_day() < first || days.start() > last)
        {
            return Covered::OutsidePeriod;
        }
        if !self.regions.is_empty()
            && !places.is_empty()
            && !places.iter().any(|code| self.regions.iter().any(|region| region == code))
        {
            return Covered::OutsideRegion;
        }
        match family {
            Some(family)
                if !self.families.is_empty()
                    && !self.families.iter().any(|held| held == family) =>
            {
                Covered::OutsideFamilies
            }
            _ => Covered::Inside,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_vague_date_is_outside_only_when_every_day_is() {
        let coverage = Coverage {
            period: Some((date(2019, 1, 1), date(2024, 6, 30))),
            regions: vec!["KG11000000000".into()],
            families: vec![],
        };
        let held = |text: &str| coverage.holds(text.parse().ok(), &[], None);
        assert_eq!(held("2024"), Covered::Inside);
        assert_eq!(held("2024-07"), Covered::OutsidePeriod);
        assert_eq!(coverage.holds(None, &["KG06000000000"], None), Covered::OutsideRegion);
        assert_eq!(
            coverage.holds(None, &["KG11201000000", "KG11000000000"], None),
            Covered::Inside
        );
    }
}
