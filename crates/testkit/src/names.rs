//! Names recombined from the lexicon. Reach for [`NamePool`] to draw a name by community and to
//! spell it in full; guarantees that every part comes from `reference/name_lexicon.csv` or is
//! formed from a part of it by the endings below, so that no real person is met on purpose.

use records::Sex;
use records::reference::{LexiconKind, Reference};

use crate::draw::Draw;

/// A naming tradition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Community {
    /// Kyrgyz.
    Kyrgyz,
    /// Uzbek.
    Uzbek,
    /// Tajik.
    Tajik,
    /// Kazakh.
    Kazakh,
    /// Russian.
    Russian,
}

impl Community {
    /// Every community with its share of the population.
    pub(crate) const SHARES: [(Self, f64); 5] = [
        (Self::Kyrgyz, 0.72),
        (Self::Uzbek, 0.15),
        (Self::Tajik, 0.02),
        (Self::Kazakh, 0.03),
        (Self::Russian, 0.08),
    ];

    /// Language code of the lexicon.
    pub const fn language(self) -> &'static str {
        match self {
            Self::Kyrgyz => "ky",
            Self::Uzbek => "uz",
            Self::Tajik => "tj",
            Self::Kazakh => "kk",
            Self::Russian => "ru",
        }
    }
}

/// How a full name is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameForm {
    /// Surname, given name, patronymic in -ович / -овна.
    Slavic,
    /// Father's name with уулу / кызы before the given name.
    Uulu,
    /// Father's name without any ending in place of the surname.
    Bare,
    /// Surname, given name, father's name with угли / кизи (Uzbek) or -улы / -кызы (Kazakh).
    Turkic,
    /// Father's name with -зода in place of the surname.
    Zoda,
}

/// A true name: indices into the pool, the form it officially has and the sex it agrees with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrueName {
    /// Tradition.
    pub community: Community,
    /// Sex of the bearer.
    pub sex: Sex,
    /// Index of the given name among those of community and sex.
    pub given: u16,
    /// Index of the father's given name among the community's male names.
    pub father: u16,
    /// Index of the surname among those of the community.
    pub surname: u16,
    /// Official form.
    pub form: NameForm,
}

/// The parts of a name as an official document has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameParts {
    /// Surname, or what stands in its place.
    pub surname: String,
    /// Given name.
    pub given: String,
    /// Patronymic, where the form has one.
    pub patronymic: Option<String>,
}

/// A lexicon name with its Cyrillic spellings, the main one first.
#[derive(Clone, Debug)]
struct Spelled {
    spellings: Vec<String>,
}

/// Names by community.
#[derive(Clone, Debug)]
pub struct NamePool {
    men: Vec<Vec<Spelled>>,
    women: Vec<Vec<Spelled>>,
    surnames: Vec<Vec<Spelled>>,
}

const fn slot(community: Community) -> usize {
    community as usize
}

impl NamePool {
    /// The pool of this reference data's lexicon.
    pub fn new(reference: &Reference) -> Self {
        let of = |kind: LexiconKind| -> Vec<Vec<Spelled>> {
            Community::SHARES
                .iter()
                .map(|(community, _)| {
                    reference
                        .lexicon
                        .iter()
                        .filter(|entry| entry.kind == kind)
                        .filter(|entry| entry.languages.iter().any(|l| l == community.language()))
                        .map(|entry| Spelled {
                            spellings: std::iter::once(&entry.name)
                                .chain(&entry.spellings)
                                .filter(|name| is_one_cyrillic_word(name))
                                .cloned()
                                .collect(),
                        })
                        .filter(|spelled| !spelled.spellings.is_empty())
                        .collect()
                })
                .collect()
        };
        let men = of(LexiconKind::GivenMale);
        let mut surnames = of(LexiconKind::Surname);
        // Most surnames of the region are a forefather's name with an ending; the list alone
        // would make namesakes far too common.
        for (surnames, men) in surnames.iter_mut().zip(&men).take(slot(Community::Russian)) {
            surnames.extend(men.iter().map(|name| Spelled {
                spellings: name.spellings.iter().map(|spelling| surname_of(spelling)).collect(),
            }));
        }
        let mut pool = Self { men, women: of(LexiconKind::GivenFemale), surnames };
        // The first names of a list are drawn most often; that must not be those in А.
        for list in pool.men.iter_mut().chain(&mut pool.women).chain(&mut pool.surnames) {
            list.sort_by_cached_key(|spelled| scrambled(&spelled.spellings[0]));
            list.dedup_by(|a, b| a.spellings[0] == b.spellings[0]);
        }
        pool
    }

    /// A name of this community and sex.
    pub(crate) fn draw(&self, draw: &mut Draw, community: Community, sex: Sex) -> TrueName {
        let form = match community {
            Community::Kyrgyz => [NameForm::Slavic, NameForm::Uulu, NameForm::Bare]
                [draw.weighted(&[0.64, 0.31, 0.05])],
            Community::Uzbek => [NameForm::Slavic, NameForm::Turkic][draw.weighted(&[0.75, 0.25])],
            Community::Tajik => [NameForm::Slavic, NameForm::Zoda][draw.weighted(&[0.6, 0.4])],
            Community::Kazakh => [NameForm::Slavic, NameForm::Turkic][draw.weighted(&[0.6, 0.4])],
            Community::Russian => NameForm::Slavic,
        };
        TrueName {
            community,
            sex,
            given: self.draw_given(draw, community, sex),
            father: draw.skewed(self.men[slot(community)].len()) as u16,
            surname: draw.skewed(self.surnames[slot(community)].len()) as u16,
            form,
        }
    }

    /// The index of a given name of this community and sex.
    pub(crate) fn draw_given(&self, draw: &mut Draw, community: Community, sex: Sex) -> u16 {
        draw.skewed(self.given(community, sex).len()) as u16
    }

    fn given(&self, community: Community, sex: Sex) -> &[Spelled] {
        match sex {
            Sex::Male => &self.men[slot(community)],
            Sex::Female => &self.women[slot(community)],
        }
    }

    /// The parts in the official form and main spelling.
    pub fn official(&self, name: TrueName) -> NameParts {
        self.spell(name, name.form, |spellings| spellings[0].clone())
    }

    /// The parts in `form`, each lexicon part spelled as `choose` says.
    pub(crate) fn spell(
        &self,
        name: TrueName,
        form: NameForm,
        mut choose: impl FnMut(&[String]) -> String,
    ) -> NameParts {
        let mut one = |list: &[Spelled], index: u16| {
            list.get(usize::from(index)).map_or_else(String::new, |found| choose(&found.spellings))
        };
        let given = one(self.given(name.community, name.sex), name.given);
        let father = one(&self.men[slot(name.community)], name.father);
        let surname = one(&self.surnames[slot(name.community)], name.surname);
        let female = name.sex == Sex::Female;
        let (surname, patronymic) = match form {
            NameForm::Slavic => (gendered(&surname, female), Some(patronymic(&father, female))),
            NameForm::Uulu => (format!("{father} {}", if female { "кызы" } else { "уулу" }), None),
            NameForm::Bare => (father, None),
            NameForm::Zoda => (format!("{father}зода"), None),
            NameForm::Turkic => {
                let child = match (name.community, female) {
                    (Community::Kazakh, false) => format!("{father}улы"),
                    (Community::Kazakh, true) => format!("{father}кызы"),
                    (_, false) => format!("{father} угли"),
                    (_, true) => format!("{father} кизи"),
                };
                (gendered(&surname, female), Some(child))
            }
        };
        NameParts { surname, given, patronymic }
    }
}

/// A surname formed from a forefather's name.
fn surname_of(name: &str) -> String {
    let stem = |ending: char| name.strip_suffix(ending);
    match stem('й').or_else(|| stem('ь')) {
        Some(stem) => format!("{stem}ев"),
        None if ends_in_vowel(name) => format!("{name}ев"),
        None => format!("{name}ов"),
    }
}

/// A fixed order that has nothing to do with the alphabet (FNV-1a).
fn scrambled(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

fn ends_in_vowel(name: &str) -> bool {
    name.ends_with(|c: char| "аоуыиеэяюөүәіӣӯў".contains(c))
}

fn is_one_cyrillic_word(name: &str) -> bool {
    !name.is_empty()
        && name.chars().all(|c| ('\u{400}'..='\u{52f}').contains(&c) || c == 'ʼ' || c == '-')
}

/// The feminine of a surname in -ов, -ев, -ин, -ский; any other stays.
fn gendered(surname: &str, female: bool) -> String {
    if !female {
        return surname.to_owned();
    }
    if let Some(stem) = surname.strip_suffix("ский") {
        return format!("{stem}ская");
    }
    if ["ов", "ев", "ёв", "ин", "ын"].iter().any(|ending| surname.ends_with(ending)) {
        return format!("{surname}а");
    }
    surname.to_owned()
}

/// The patronymic in -ович or -евич of a father's given name.
fn patronymic(father: &str, female: bool) -> String {
    let (soft, hard) = if female { ("евна", "овна") } else { ("евич", "ович") };
    let stem = |ending: char| father.strip_suffix(ending);
    if let Some(stem) = stem('й').or_else(|| stem('ь')) {
        return format!("{stem}{soft}");
    }
    if ends_in_vowel(father) { format!("{father}{soft}") } else { format!("{father}{hard}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_agree_with_sex() {
        assert_eq!(patronymic("Асан", false), "Асанович");
        assert_eq!(patronymic("Алексей", true), "Алексеевна");
        assert_eq!(patronymic("Токто", false), "Токтоевич");
        assert_eq!(surname_of("Абай"), "Абаев");
        assert_eq!(surname_of("Эсенбек"), "Эсенбеков");
        assert_eq!(gendered("Жолдошев", true), "Жолдошева");
        assert_eq!(gendered("Левицкий", true), "Левицкий");
        assert_eq!(gendered("Вишневский", true), "Вишневская");
    }
}
