//! The words of the page in three languages. Reach for [`Texts::get`]; a test sees that every language
//! has every message.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use reporting::Language;

/// The messages of one language.
pub(crate) struct Texts {
    /// The language.
    pub(crate) language: Language,
    bundle: FluentBundle<FluentResource>,
}

const fn source(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../locales/en.ftl"),
        Language::Russian => include_str!("../locales/ru.ftl"),
        Language::Kyrgyz => include_str!("../locales/ky.ftl"),
    }
}

impl Texts {
    /// The catalogue built in. `None` when it is broken, which a test rules out.
    pub(crate) fn new(language: Language) -> Option<Self> {
        let mut bundle = FluentBundle::new_concurrent(vec![language.code().parse().ok()?]);
        bundle.set_use_isolating(false);
        bundle.add_resource(FluentResource::try_new(source(language).to_owned()).ok()?).ok()?;
        Some(Self { language, bundle })
    }

    /// A message; its key where there is none.
    pub(crate) fn get(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// A message with its parameters put in.
    pub(crate) fn with(&self, key: &str, parameters: &[(&str, &str)]) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let mut arguments = FluentArgs::new();
        for (name, value) in parameters {
            arguments.set(*name, *value);
        }
        self.bundle.format_pattern(pattern, Some(&arguments), &mut Vec::new()).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Key and the parameters it names, of every message.
    fn messages(language: Language) -> BTreeSet<(String, Vec<String>)> {
        source(language)
            .lines()
            .filter_map(|line| line.split_once(" = "))
            .map(|(key, text)| {
                let mut names: Vec<String> = text
                    .split("{ $")
                    .skip(1)
                    .filter_map(|rest| Some(rest.split_once(" }")?.0.to_owned()))
                    .collect();
                names.sort();
                (key.to_owned(), names)
            })
            .collect()
    }

    #[test]
    fn every_language_has_every_message_with_the_same_parameters() {
        let english = messages(Language::English);
        assert!(english.len() > 100);
        for language in Language::ALL {
            assert_eq!(messages(language), english, "{}", language.code());
            assert!(Texts::new(language).is_some(), "{}", language.code());
        }
    }

    #[test]
    fn every_key_that_is_used_is_there() {
        let known: BTreeSet<String> =
            messages(Language::English).into_iter().map(|(key, _)| key).collect();
        let sources = [
            include_str!("../templates/card.html"),
            include_str!("../templates/saved.html"),
            include_str!("../templates/list.html"),
            include_str!("../templates/history.html"),
            include_str!("../templates/agreement.html"),
            include_str!("../templates/done.html"),
            include_str!("../templates/frame.html"),
            include_str!("card.rs"),
            include_str!("pages.rs"),
        ];
        let mut used = 0;
        for source in sources {
            for call in [".get(\"", ".with(\""] {
                for rest in source.split(call).skip(1) {
                    let key = rest.split('"').next().unwrap();
                    assert!(known.contains(key), "{key}");
                    used += 1;
                }
            }
        }
        assert!(used > 60, "{used}");
    }
}
