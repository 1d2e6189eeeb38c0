//! Why a comparison came out as it did, as a key with parameters. Reach for [`Explanation`] to put
//! a comparison into words: `reporting` and the review page hold the sentences in three languages,
//! this crate holds none. Text that names a person only ever sits in [`FactValue::Personal`], which
//! cannot be printed by accident.

use std::sync::Arc;

use records::Sensitive;

/// A message key, e.g. `name.full_exact`, with its parameters in a fixed order.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// `comparison.level`.
    pub key: String,
    /// Parameters, in the order the comparison states.
    pub facts: Vec<Fact>,
}

/// One parameter of an explanation.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Parameter name, e.g. `given`, `left_given`.
    pub name: &'static str,
    /// Its value.
    pub value: FactValue,
}

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum FactValue {
    /// A code that is itself translated, such as a level.
    Code(&'static str),
    /// A number; the unit is in the parameter's name.
    Number(i64),
    /// A share or similarity in `[0, 1]`.
    Share(f64),
    /// Text that identifies nobody: a place code, an article, a date.
    Text(String),
    /// Text of a person's name or number; for the restricted edition only.
    Personal(Sensitive<Arc<str>>),
}

impl Explanation {
    /// An explanation with the key `comparison.level` and no parameters yet.
    pub fn new(comparison: &str, level: &str) -> Self {
        Self { key: format!("{comparison}.{level}"), facts: Vec::new() }
    }

    /// Adds a translated code.
    #[must_use]
    pub fn code(mut self, name: &'static str, code: &'static str) -> Self {
        self.facts.push(Fact { name, value: FactValue::Code(code) });
        self
    }

    /// Adds a whole number.
    #[must_use]
    pub fn number(mut self, name: &'static str, number: impl Into<i64>) -> Self {
        self.facts.push(Fact { name, value: FactValue::Number(number.into()) });
        self
    }

    /// Adds a share in `[0, 1]`.
    #[must_use]
    pub fn share(mut self, name: &'static str, share: f64) -> Self {
        self.facts.push(Fact { name, value: FactValue::Share(share) });
        self
    }

    /// Adds text that identifies nobody.
    #[must_use]
    pub fn text(mut self, name: &'static str, text: impl Into<String>) -> Self {
        self.facts.push(Fact { name, value: FactValue::Text(text.into()) });
        self
    }

    /// Adds text that identifies a person.
    #[must_use]
    pub fn personal(mut self, name: &'static str, text: Sensitive<Arc<str>>) -> Self {
        self.facts.push(Fact { name, value: FactValue::Personal(text) });
        self
    }

    /// The value of the parameter with this name.
    pub fn get(&self, name: &str) -> Option<&FactValue> {
        self.facts.iter().find(|fact| fact.name == name).map(|fact| &fact.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_persons_do_not_reach_debug_output() {
        let shown = Explanation::new("name", "full_exact")
            .code("given", "exact")
            .personal("left_given", Sensitive::new(Arc::from("Айнура")));
        assert!(!format!("{shown:?}").contains("Айнура"));
        assert_eq!(shown.get("given"), Some(&FactValue::Code("exact")));
    }
}
