//! In which oblast and raion an office or place lies. Reach for [`Oblasts`] to put a report or entry into a
//! stratum and to check coverage. It answers only when every reading of the writing agrees; which
//! unit a text means is `fuzzy-matching`'s work.

use fuzzy_matching::place::PlaceIndex;
use records::reference::{Place, PlaceLevel};
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
        self.agreed(text, |code| self.reference.oblast_of(code))
    }

    /// The raion or city of the units a text may mean, if they all lie in one.
    pub(crate) fn raion_of_text(&self, text: &str) -> Option<&'a str> {
        self.agreed(text, |code| self.raion_of(code))
    }

    /// The one unit a body is of: a country, oblast, raion or city. Of several readings it is the
    /// raion or city that all the others lie in; nothing where there is none, or where the text
    /// names something smaller.
    pub(crate) fn unit_of_text(&self, text: &str) -> Option<&'a str> {
        let codes = self.places.resolve(text, None);
        let fit = |code: &str| {
            let place = self.reference.place(code)?;
            let is = |levels: &[PlaceLevel]| levels.contains(&place.level);
            let one = codes.len() == 1 && is(&[PlaceLevel::Country, PlaceLevel::Oblast]);
            (one || is(&[PlaceLevel::Raion, PlaceLevel::City])).then_some(place.code.as_str())
        };
        let around = |code: &str| {
            codes
                .iter()
                .all(|other| other == code || self.places.chain(other).iter().any(|c| c == code))
        };
        codes.iter().filter_map(|code| fit(code)).find(|code| around(code))
    }

    /// What all readings of a text agree on.
    fn agreed(&self, text: &str, unit_of: impl Fn(&str) -> Option<&'a Place>) -> Option<&'a str> {
        let codes = self.places.resolve(text, None);
        let mut units = codes.iter().map(|code| unit_of(code));
        let first = units.next()??;
        units.all(|unit| unit.is_some_and(|unit| unit.code == first.code)).then_some(&first.code)
    }

    /// The raion or city that a unit is or lies in; none for an oblast or a country.
    fn raion_of(&self, code: &str) -> Option<&'a Place> {
        let mut place = self.reference.place(code)?;
        while !matches!(place.level, PlaceLevel::Raion | PlaceLevel::City) {
            place = self.reference.place(place.parent.as_deref()?)?;
        }
        Some(place)
    }

    /// The oblast of the place that says most about jurisdiction: exploitation, else event, else
    /// recruitment.
    pub(crate) fn of_places(&self, places: &[PlaceMention]) -> Option<&'a str> {
        first_place(places, |written| self.of_text(written))
    }

    /// The raion or city of that place.
    pub(crate) fn raion_of_places(&self, places: &[PlaceMention]) -> Option<&'a str> {
        first_place(places, |written| self.raion_of_text(written))
    }
}

fn first_place<'a>(
    places: &[PlaceMention],
    read: impl Fn(&str) -> Option<&'a str>,
) -> Option<&'a str> {
    [PlaceRole::Exploitation, PlaceRole::Event, PlaceRole::Recruitment].into_iter().find_map(
        |role| {
            let of_role = places.iter().filter(|place| place.role == role);
            of_role.map(|place| &place.written).find_map(|written| read(written))
        },
    )
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

    #[test]
    fn a_raion_is_named_only_where_the_text_goes_so_far() {
        let reference = ingest::reference::embedded().unwrap();
        let oblasts = Oblasts::new(&reference);
        let name = |text| {
            oblasts.raion_of_text(text).and_then(|code| reference.place(code)).map(|p| &*p.name.ru)
        };
        assert_eq!(name("УВД Ошской области"), None);
        assert_eq!(name("УВД г. Манас"), Some("Манас"));
        assert!(name("ОВД Манасского района").is_some_and(|name| name.starts_with("Манас")));
        assert_eq!(name("МВД"), None);
    }
}
