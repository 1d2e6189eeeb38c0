//! Words and sentences that sources use. Reach for [`Narratives`] to fill a template of
//! `data/narratives.csv`, and for the small vocabularies that every layout shares.

use records::reference::Trilingual;

use crate::draw::Draw;
use crate::noise::Language;

/// Channels of hand-over in Russian, English, Kyrgyz.
pub(crate) const HAND_OVER_CHANNELS: [[&str; 3]; 4] = [
    ["письмо", "letter", "кат"],
    ["заявление", "statement", "арыз"],
    ["по телефону", "phone", "телефон аркылуу"],
    ["нарочно", "in person", "колго тапшырылды"],
];

/// The ministry in Russian, English, Kyrgyz.
pub(crate) const MINISTRY: [&str; 3] = ["МВД КР", "Ministry of Internal Affairs", "КР ИИМ"];

/// Reasons for closing an NGO's own file in Russian, English, Kyrgyz.
pub(crate) const CLOSURES: [[&str; 3]; 3] = [
    ["помощь оказана", "assistance completed", "жардам көрсөтүлдү"],
    ["связь утрачена", "contact lost", "байланыш үзүлдү"],
    ["передано в другую организацию", "referred to another organisation", "башка уюмга берилди"],
];

/// The word of a triple in a language.
pub(crate) const fn word<'a>(triple: &[&'a str; 3], language: Language) -> &'a str {
    match language {
        Language::Russian => triple[0],
        Language::English => triple[1],
        Language::Kyrgyz => triple[2],
    }
}

/// The text in a language.
pub(crate) fn trilingual(text: &Trilingual, language: Language) -> &str {
    match language {
        Language::Russian => &text.ru,
        Language::English => &text.en,
        Language::Kyrgyz => &text.ky,
    }
}

/// What fills the gaps of a template.
pub(crate) struct Slots<'a> {
    pub(crate) place: &'a str,
    pub(crate) destination: &'a str,
    pub(crate) purpose: &'a str,
    pub(crate) victims: usize,
}

/// Templates by language and audience.
pub(crate) struct Narratives(Vec<(String, String, String)>);

impl Narratives {
    /// The shipped templates.
    pub(crate) fn shipped() -> Self {
        let mut reader =
            csv::Reader::from_reader(include_str!("../data/narratives.csv").as_bytes());
        let rows = reader.records().flatten();
        Self(rows.map(|row| (row[0].to_owned(), row[1].to_owned(), row[2].to_owned())).collect())
    }

    /// A template for this language and audience with its gaps filled; empty where there is none.
    pub(crate) fn write(
        &self,
        draw: &mut Draw,
        language: Language,
        audience: &str,
        slots: &Slots<'_>,
    ) -> String {
        let code = match language {
            Language::Russian => "ru",
            Language::English => "en",
            Language::Kyrgyz => "ky",
        };
        let templates: Vec<&str> = self
            .0
            .iter()
            .filter(|(language, who, _)| language == code && who == audience)
            .map(|(_, _, text)| text.as_str())
            .collect();
        let template = draw.pick(&templates).copied().unwrap_or_default();
        template
            .replace("{place}", slots.place)
            .replace("{destination}", slots.destination)
            .replace("{purpose}", slots.purpose)
            .replace("{victims}", &slots.victims.to_string())
    }
}
