//! Places and the offices in them. Reach for [`Gazetteer`]: raions and cities of
//! `reference/places.csv` with the oblast above each, and how people and offices write them.

use jiff::civil::Date;
use records::reference::{Place, PlaceLevel, PlaceNameKind, Reference};

use crate::draw::Draw;
use crate::noise::Language;
use crate::plan::TypedErrors;

/// A raion or city, by index into the gazetteer.
pub type Site = u16;

/// Which body an office belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Body {
    /// Police.
    Police,
    /// State Committee for National Security.
    Security,
    /// Prosecutor's office.
    Prosecutor,
}

/// An office: a body at a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Office {
    /// Where.
    pub site: Site,
    /// Which body.
    pub body: Body,
}

/// Places by site.
pub(crate) struct Gazetteer<'a> {
    reference: &'a Reference,
    sites: Vec<(&'a Place, Option<&'a Place>)>,
    letters: Vec<(String, String)>,
}

impl<'a> Gazetteer<'a> {
    /// Raions and cities that lie directly under an oblast: where police departments sit.
    pub(crate) fn new(reference: &'a Reference) -> Self {
        let mut oblasts = std::collections::BTreeMap::new();
        let sites = reference
            .places
            .iter()
            .filter(|place| {
                let parent = place.parent.as_deref().and_then(|code| reference.place(code));
                matches!(place.level, PlaceLevel::Raion | PlaceLevel::City)
                    && parent.is_some_and(|parent| parent.level == PlaceLevel::Oblast)
            })
            .map(|place| {
                let parent = place.parent.clone().unwrap_or_default();
                let oblast =
                    *oblasts.entry(parent).or_insert_with(|| reference.oblast_of(&place.code));
                (place, oblast)
            })
            .filter(|(_, oblast)| oblast.is_some())
            .collect();
        let mut reader =
            csv::Reader::from_reader(include_str!("../data/court_letters.csv").as_bytes());
        let letters =
            reader.records().flatten().map(|row| (row[0].to_owned(), row[1].to_owned())).collect();
        Self { reference, sites, letters }
    }

    /// Number of sites.
    pub(crate) fn len(&self) -> usize {
        self.sites.len()
    }

    /// The place of a site.
    pub(crate) fn place(&self, site: Site) -> &'a Place {
        self.sites[usize::from(site) % self.sites.len()].0
    }

    /// The oblast above a site.
    pub(crate) fn oblast(&self, site: Site) -> &'a Place {
        let (place, oblast) = self.sites[usize::from(site) % self.sites.len()];
        oblast.unwrap_or(place)
    }

    /// Sites of these oblasts; of the whole country where none is given.
    pub(crate) fn sites_of(&self, oblasts: &[String]) -> Vec<Site> {
        (0..self.len() as Site)
            .filter(|site| oblasts.is_empty() || oblasts.contains(&self.oblast(*site).code))
            .collect()
    }

    /// The official name with its level word.
    pub(crate) fn name(&self, site: Site, language: Language) -> String {
        with_level(self.place(site), language)
    }

    /// The name as an NGO or officer writes it on `day`: official, coarser, a variant, a former
    /// name or without the level word.
    pub(crate) fn written(
        &self,
        draw: &mut Draw,
        site: Site,
        language: Language,
        day: Date,
        errors: &TypedErrors,
    ) -> String {
        if draw.chance(errors.place_coarse) {
            return in_language(self.oblast(site), language).to_owned();
        }
        let variant = draw.chance(errors.place_variant);
        let kind = draw.index(3);
        let place = self.place(site);
        if !variant {
            return self.name(site, language);
        }
        let names: Vec<&str> = self
            .reference
            .place_names
            .iter()
            .filter(|name| name.code == place.code && name.language == code(language))
            .filter(|name| {
                // A former name lingers for years after the day it was dropped.
                name.kind != PlaceNameKind::Renamed || name.from.is_none_or(|from| from <= day)
            })
            .map(|name| name.name.as_str())
            .collect();
        match (kind, draw.pick(&names)) {
            (0 | 1, Some(name)) => (*name).to_owned(),
            (0, None) => format!(
                "{}, {}",
                in_language(self.oblast(site), language),
                in_language(place, language)
            ),
            _ => in_language(place, language).to_owned(),
        }
    }

    /// An office's name in Russian, as registers have it.
    pub(crate) fn office(&self, office: Office) -> String {
        let place = self.place(office.site);
        let of = of_place(place);
        match office.body {
            Body::Police if place.level == PlaceLevel::City => format!("УВД {of}"),
            Body::Police => format!("ОВД {of}"),
            Body::Security => format!("УГКНБ по {}", self.oblast(office.site).name.ru),
            Body::Prosecutor => format!("Прокуратура {of}"),
        }
    }

    /// An office's name as an NGO writes it.
    pub(crate) fn addressee(&self, office: Office, language: Language) -> String {
        let place = self.place(office.site);
        match language {
            Language::Russian => self.office(office),
            Language::Kyrgyz => {
                let name = bare(&place.name.ky);
                match office.body {
                    Body::Police if place.level == PlaceLevel::City => format!("{name} ШИИБ"),
                    Body::Police => format!("{name} РИИБ"),
                    Body::Security => format!("УКМК, {}", self.oblast(office.site).name.ky),
                    Body::Prosecutor => format!("{name} прокуратурасы"),
                }
            }
            Language::English => {
                let name = with_level(place, language);
                match office.body {
                    Body::Police => format!("{name} police department"),
                    Body::Security => format!(
                        "State Committee for National Security, {}",
                        self.oblast(office.site).name.en
                    ),
                    Body::Prosecutor => format!("{name} prosecutor's office"),
                }
            }
        }
    }

    /// First-instance court of a site.
    pub(crate) fn court(&self, site: Site) -> String {
        let place = self.place(site);
        let name = bare(&place.name.ru);
        if place.level == PlaceLevel::City {
            format!("Городской суд г. {name}")
        } else {
            format!("{name} районный суд ({})", self.oblast(site).name.ru)
        }
    }

    /// Court of appeal above a site.
    pub(crate) fn appeal_court(&self, site: Site) -> String {
        let name = &self.oblast(site).name.ru;
        match name.strip_suffix("ская область") {
            Some(stem) => format!("{stem}ский областной суд"),
            None => format!("Городской суд: {name} (апелляция)"),
        }
    }

    /// Letter and number of a court code, e.g. `И7`.
    pub(crate) fn court_code(&self, site: Site) -> String {
        let oblast = &self.oblast(site).code;
        let letter =
            self.letters.iter().find(|(code, _)| code == oblast).map_or("Х", |(_, l)| l.as_str());
        let rank = (0..site).filter(|other| self.oblast(*other).code == *oblast).count() + 1;
        format!("{letter}{rank}")
    }

    /// The five digits that begin an office's register numbers, as `AA-BBB`.
    pub(crate) fn number_prefix(&self, office: Office) -> String {
        let digits: String =
            self.place(office.site).code.chars().filter(char::is_ascii_digit).collect();
        let body: u16 = digits.get(2..5).and_then(|d| d.parse().ok()).unwrap_or(office.site);
        let body = match office.body {
            Body::Police => body,
            Body::Security => (body + 300) % 1_000,
            Body::Prosecutor => (body + 540) % 1_000,
        };
        format!("{}-{body:03}", digits.get(..2).unwrap_or("00"))
    }
}

/// The name of a place in a language.
pub(crate) fn in_language(place: &Place, language: Language) -> &str {
    match language {
        Language::Russian => &place.name.ru,
        Language::Kyrgyz => &place.name.ky,
        Language::English => &place.name.en,
    }
}

const fn code(language: Language) -> &'static str {
    match language {
        Language::Russian => "ru",
        Language::Kyrgyz => "ky",
        Language::English => "en",
    }
}

/// The name without its level word.
pub(crate) fn bare(name: &str) -> &str {
    name.trim_start_matches("г. ")
        .trim_start_matches("город ")
        .trim_end_matches(" район")
        .trim_end_matches(" району")
        .trim_end_matches(" шаары")
}

fn with_level(place: &Place, language: Language) -> String {
    let name = in_language(place, language);
    let has_level = name.contains(' ');
    match (place.level, language) {
        _ if has_level => name.to_owned(),
        (PlaceLevel::Raion, Language::Russian) => format!("{name} район"),
        (PlaceLevel::Raion, Language::Kyrgyz) => format!("{name} району"),
        (PlaceLevel::Raion, Language::English) => format!("{name} district"),
        (PlaceLevel::City, Language::Russian) => format!("г. {name}"),
        (PlaceLevel::City, Language::Kyrgyz) => format!("{name} шаары"),
        (PlaceLevel::City, Language::English) => format!("{name} city"),
        _ => name.to_owned(),
    }
}

/// The genitive of a Russian place name: `Сокулукского района`, `г. Ош`.
fn of_place(place: &Place) -> String {
    let name = bare(&place.name.ru);
    if place.level == PlaceLevel::City {
        return format!("г. {name}");
    }
    match name.strip_suffix("ий").or_else(|| name.strip_suffix("ый")) {
        Some(stem) => format!("{stem}ого района"),
        None => format!("{name} района"),
    }
}
