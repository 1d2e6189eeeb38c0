//! In which oblast an office or place lies. Reach for [`Oblasts`] to put a report or entry into a
//! stratum and to check coverage. It answers only when every reading of the writing agrees; which
//! unit a text means is `fuzzy-matching`'s work.

use fuzzy_matching::place::PlaceIndex;
use records::{PlaceMention, PlaceRole, Reference};

/// The classifier with its readings of written places.
pub(crate) struct Oblasts<'a> {
    reference: &'a Reference,
    places: PlaceIndex,
}

impl<'a> Oblasts<'a> {
    /// Compiles the place tables.
    pub(crate) fn new(reference: &'a Reference) -> Self {
        Self { reference, places: PlaceIndex::new(reference) }
    }

    /// The oblast code of the units a text may mean, if they all lie in one.
    pub(crate) fn of_text(&self, text: &str) -> Option<&'a str> {
        let codes = self.places.resolve(text, None);
        let mut oblasts = codes.iter().map(|code| self.reference.oblast_of(code));
        let first = oblasts.next()??;
        oblasts
            .all(|oblast| oblast.is_some_and(|oblast| oblast.code == first.code))
            .then_some(first.code.as_str())
    }

    /// The oblast of the place that says most about jurisdiction: exploitation, else event, else
    /// recruitment.
    pub(crate) fn of_places(&self, places: &[PlaceMention]) -> Option<&'a str> {
        [PlaceRole::Exploitation, PlaceRole::Event, PlaceRole::Recruitment].into_iter().find_map(
            |role| {
                places
                    .iter()
                    .filter(|place| place.role == role)
                    .find_map(|place| self.of_text(&place.written))
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offices_are_placed_by_the_names_of_the_shipped_data() {
        let reference = ingest::reference::embedded().unwrap();
        let oblasts = Oblasts::new(&reference);
        for (text, code) in [
            ("УВД г. Ош", Some("KG21000000000")),
            ("УВД Ошской области", Some("KG06000000000")),
            ("ОВД Первомайского района г. Бишкек", Some("KG11000000000")),
            ("Прокуратура Иссык-Кульской области", Some("KG02000000000")),
            ("УГКНБ по Чуйская область", Some("KG08000000000")),
            ("Ош шаарынын ШИИБ", Some("KG21000000000")),
            ("Нарын облусунун ИИБ", Some("KG04000000000")),
            ("Jalal-Abad oblast police department", Some("KG03000000000")),
            ("Бишкек жана Ош облусу", None),
            ("МВД", None),
            ("ОВД Манасского района", Some("KG07000000000")),
            ("УВД г. Манас", Some("KG03000000000")),
        ] {
            assert_eq!(oblasts.of_text(text), code, "{text}");
        }
    }
}
