//! Blocking rules of lists as text: `surname.sound + birth_date.year` compares records that agree
//! on both. Reach for [`shipped`] for rules that fit the columns at hand and for [`parse`] for a
//! file of an analyst's own. Names are written `label` or `label.form`; without a form the value
//! itself is the key.

use fuzzy_matching::person_name::ParsedName;
use records::Reference;

use super::blocking::{MAX_PARTS, mix};
use super::comparer::{Comparers, Values};
use super::error::ListError;
use super::field::{FieldKind, Lists};

/// What of a value is the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyForm {
    /// The value; of a date, day and month in either order.
    Value,
    /// How a word sounds (K1, every reading); of a surname, its stem.
    Sound,
    /// Its consonants (K3).
    Consonants,
    /// Its first consonant class or vowel.
    Initial,
    /// The first letters as written.
    First(u8),
    /// Year of a date.
    Year,
    /// Year and month of a date.
    Month,
    /// Any word of a whole name, by its consonants.
    AnyWord,
    /// Any two words of a whole name, by their consonants.
    WordPair,
}

const FORMS: [(&str, KeyForm); 10] = [
    ("value", KeyForm::Value),
    ("sound", KeyForm::Sound),
    ("consonants", KeyForm::Consonants),
    ("initial", KeyForm::Initial),
    ("first2", KeyForm::First(2)),
    ("first3", KeyForm::First(3)),
    ("year", KeyForm::Year),
    ("month", KeyForm::Month),
    ("word", KeyForm::AnyWord),
    ("pair", KeyForm::WordPair),
];

/// One part of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct KeyPart {
    field: usize,
    form: KeyForm,
}

/// A rule: records that agree on every part are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BlockingRule {
    pub(super) text: String,
    pub(super) parts: Vec<KeyPart>,
    /// Left out whole when it would give too many pairs.
    pub(super) loose: bool,
    /// Chosen by [`shipped`], not by an analyst.
    pub(super) shipped: bool,
}

impl BlockingRule {
    /// Compares every pair: all records have the one key.
    pub(super) fn every_pair() -> Self {
        Self { text: "every pair".to_owned(), parts: Vec::new(), loose: false, shipped: true }
    }
}

impl KeyPart {
    /// Index of the field.
    pub(super) const fn field(self) -> usize {
        self.field
    }

    /// The keys of a value, hashed; none where the value is missing or has no such form.
    pub(super) fn keys(
        self,
        lists: &Lists,
        comparers: &Comparers<'_>,
        code: u32,
        found: &mut Vec<u64>,
    ) {
        if code == 0 {
            return;
        }
        let field = &lists.fields[self.field];
        // Words of a name share a salt, so that exchanged columns meet.
        let salt = (field.dictionary as u64) << 56 | (self.form_salt()) << 48;
        let mut add = |value: u64| found.push(mix(salt ^ mix(value)));
        let text = lists.texts[field.dictionary].get(code);
        let at = code as usize;
        match (&comparers.values[field.dictionary], self.form) {
            (_, KeyForm::First(letters)) => {
                let lower = text.to_lowercase();
                let head: String = lower.chars().take(usize::from(letters)).collect();
                add(hash_text(&head));
            }
            (Values::Dates(dates), form) => {
                let Some(date) = dates.get(code) else { return };
                let precise = date.is_precise();
                match form {
                    KeyForm::Year => add(u64::from(date.year)),
                    KeyForm::Month if precise => {
                        add(u64::from(date.year) << 8 | u64::from(date.month));
                    }
                    KeyForm::Value if precise => {
                        let (year, low, high) = date.unordered();
                        add(u64::from(year) << 16 | u64::from(low) << 8 | u64::from(high));
                    }
                    _ => {}
                }
            }
            (Values::Words(words), form) => {
                let k3 = words.k3(code);
                match form {
                    KeyForm::Sound => {
                        words.sounds(code).iter().for_each(|sound| add(u64::from(*sound)));
                        let stem = words.stem(code);
                        if field.kind == FieldKind::Surname && stem != words.sound(code) {
                            add(u64::from(stem));
                        }
                    }
                    KeyForm::Consonants if !k3.is_empty() => add(hash_text(k3)),
                    KeyForm::Initial if !k3.is_empty() => add(hash_text(&k3[..1])),
                    KeyForm::Value => add(u64::from(code)),
                    _ => {}
                }
            }
            (Values::Names(names), form @ (KeyForm::AnyWord | KeyForm::WordPair)) => {
                word_keys(&names[at], form == KeyForm::WordPair, add);
            }
            (_, KeyForm::Value) => add(u64::from(code)),
            _ => {}
        }
    }

    fn form_salt(self) -> u64 {
        FORMS.iter().position(|(_, known)| *known == self.form).unwrap_or(0) as u64
    }
}

/// Keys of the full words of a name, or of every two of them.
fn word_keys(name: &ParsedName, pairs: bool, mut add: impl FnMut(u64)) {
    let tokens = name.blocking_tokens();
    let full: Vec<_> = tokens.iter().filter(|token| !token.initial).collect();
    for (at, token) in full.iter().enumerate() {
        if !pairs {
            add(hash_text(&token.k3));
            continue;
        }
        for other in full[at + 1..].iter().filter(|other| other.word != token.word) {
            let (a, b) = (hash_text(&token.k3), hash_text(&other.k3));
            add(mix(a.min(b)) ^ a.max(b));
        }
    }
}

fn hash_text(text: impl AsRef<[u8]>) -> u64 {
    text.as_ref().iter().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3)
    })
}

/// The rules of `reference/list_blocking_rules.csv` that fit the columns, in order.
///
/// # Errors
/// When a rule there names a kind of column or a form that does not exist.
pub(super) fn shipped(
    lists: &Lists,
    reference: &Reference,
) -> Result<Vec<BlockingRule>, ListError> {
    let mut rules = Vec::new();
    for row in &reference.list_blocking_rules {
        let refused = |what| ListError::ShippedRule { rule: row.rule.clone(), what };
        for text in fitting(lists, &row.rule).map_err(refused)? {
            let rule = rule(lists, &text, row.loose).map_err(refused)?;
            rules.push(BlockingRule { shipped: true, ..rule });
        }
    }
    Ok(rules)
}

/// A shipped rule for the columns at hand: none where one of its columns is wanting, several where
/// it is a kind of which there may be several columns.
fn fitting(lists: &Lists, text: &str) -> Result<Vec<String>, String> {
    let mut fits = true;
    for part in text.split('+') {
        let label = part.trim().split('.').next().unwrap_or_default();
        let kind = FieldKind::from_code(label);
        let kind = kind.ok_or_else(|| format!("there is no kind of column {label}"))?;
        if matches!(kind, FieldKind::Exact | FieldKind::Text) {
            let columns = lists.fields.iter().filter(|field| field.kind == kind);
            return Ok(columns.map(|field| text.replacen(label, &field.label, 1)).collect());
        }
        // A whole name stands in the lists by its parts.
        let sought = if kind == FieldKind::Name { FieldKind::NameGiven } else { kind };
        fits &= lists.find(sought).is_some();
    }
    Ok(if fits { vec![text.to_owned()] } else { Vec::new() })
}

/// Reads a rule file: a rule a line, `#` begins a comment.
///
/// # Errors
/// At the first line that names an unknown column or form, or when no line holds a rule.
pub(super) fn parse(lists: &Lists, text: &str) -> Result<Vec<BlockingRule>, ListError> {
    let mut rules = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let content = line.split('#').next().unwrap_or_default().trim();
        if content.is_empty() {
            continue;
        }
        let refused = |what: String| ListError::Blocking {
            line: at + 1,
            what,
            remedy: format!("write columns as {}", labels(lists)),
        };
        rules.push(rule(lists, content, false).map_err(refused)?);
    }
    if rules.is_empty() {
        return Err(ListError::Blocking {
            line: 1,
            what: "no rule in the file".to_owned(),
            remedy: "write one rule a line, such as `birth_date`".to_owned(),
        });
    }
    Ok(rules)
}

fn labels(lists: &Lists) -> String {
    let labels: Vec<&str> = lists.fields.iter().map(|field| field.label.as_str()).collect();
    labels.join(", ")
}

fn rule(lists: &Lists, text: &str, loose: bool) -> Result<BlockingRule, String> {
    let parts = text
        .split('+')
        .map(|part| {
            let part = part.trim();
            // `name` is the whole name, whose parts share its values.
            let by_label = |label: &str| {
                let part = if label == "name" { FieldKind::NameGiven.code() } else { label };
                lists.fields.iter().position(|field| field.label == part)
            };
            if let Some(field) = by_label(part) {
                return Ok(KeyPart { field, form: KeyForm::Value });
            }
            let (label, form) = part.rsplit_once('.').unwrap_or((part, "value"));
            let field = by_label(label).ok_or_else(|| format!("there is no column {label}"))?;
            let known = FORMS.iter().find(|(code, _)| *code == form);
            let (_, form) = known.ok_or_else(|| format!("there is no form {form}"))?;
            Ok(KeyPart { field, form: *form })
        })
        .collect::<Result<Vec<_>, String>>()?;
    if parts.len() > MAX_PARTS {
        return Err(format!("{} parts, at most {MAX_PARTS} are possible", parts.len()));
    }
    Ok(BlockingRule { text: text.to_owned(), parts, loose, shipped: false })
}

#[cfg(test)]
mod tests {
    use records::CodedColumnBuilder;

    use super::super::FieldInput;
    use super::*;

    /// Lists of one empty row with a column of every kind but telephones, two of them texts.
    fn many_kinds() -> Lists {
        use FieldKind::{BirthDate, Exact, Given, Name, Patronymic, Pin, Place, Surname, Text};
        let field = |(kind, label): (FieldKind, &str)| {
            let column = || {
                let mut column = CodedColumnBuilder::default();
                column.push("");
                column.finish()
            };
            FieldInput { kind, label: label.into(), left: column(), right: Some(column()) }
        };
        let kinds = [Name, Given, Surname, Patronymic, BirthDate, Pin, Place];
        let labelled = kinds.into_iter().map(|kind| (kind, kind.code()));
        let further = [(Exact, "country"), (Text, "address"), (Text, "employer")];
        Lists::new(labelled.chain(further).map(field).collect()).unwrap()
    }

    #[test]
    fn every_shipped_rule_can_be_followed() {
        let reference = ingest::reference::embedded().unwrap();
        let lists = many_kinds();
        let rules = shipped(&lists, &reference).unwrap();
        // One row is for telephones, which these lists lack; one is for two columns.
        assert_eq!(rules.len(), reference.list_blocking_rules.len());
        let texts: Vec<&str> = rules.iter().map(|rule| rule.text.as_str()).collect();
        assert!(texts.ends_with(&["name.word", "country", "address", "employer"]), "{texts:?}");
        assert!(!texts.contains(&"phone"));
    }

    #[test]
    fn a_shipped_rule_of_an_unknown_kind_or_form_is_refused_by_name() {
        for rule in ["zodiac", "surname.sound + zodiac.year", "surname.tune"] {
            let mut reference = ingest::reference::embedded().unwrap();
            reference.list_blocking_rules[0].rule = rule.into();
            let refused = shipped(&many_kinds(), &reference).unwrap_err().to_string();
            assert!(
                refused.contains("list_blocking_rules.csv") && refused.contains(rule),
                "{refused}"
            );
        }
    }
}
