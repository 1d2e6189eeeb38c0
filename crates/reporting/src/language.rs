//! The three languages and their message catalogues. Reach for [`Catalogue`] for every word that a
//! reader sees: a message that is missing or lacks a parameter is an error, never a fallback to
//! another language or to the key.

use std::borrow::Cow;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::error::ReportingError;
use crate::number_format;

/// A language reports are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// English.
    English,
    /// Russian, official language of the Kyrgyz Republic.
    Russian,
    /// Kyrgyz, state language of the Kyrgyz Republic.
    Kyrgyz,
}

impl Language {
    /// Every language, in the order files are listed.
    pub const ALL: [Self; 3] = [Self::English, Self::Russian, Self::Kyrgyz];

    /// ISO 639-1 code: `en`, `ru`, `ky`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Russian => "ru",
            Self::Kyrgyz => "ky",
        }
    }

    /// The language with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    const fn source(self) -> &'static str {
        match self {
            Self::English => include_str!("../locales/en.ftl"),
            Self::Russian => include_str!("../locales/ru.ftl"),
            Self::Kyrgyz => include_str!("../locales/ky.ftl"),
        }
    }
}

/// A parameter of a message.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Argument<'a> {
    /// Text, inserted as it is.
    Text(Cow<'a, str>),
    /// A count: chooses the plural form and is printed with the language's digit grouping.
    Count(u64),
}

impl<'a> From<&'a str> for Argument<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Argument<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<u64> for Argument<'_> {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

/// The messages of one language, for any thread.
pub(crate) struct Catalogue {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Catalogue {
    /// Reads the catalogue built into this binary.
    pub(crate) fn new(language: Language) -> Result<Self, ReportingError> {
        let broken =
            |reason: String| ReportingError::Catalogue { language: language.code(), reason };
        let identifier: LanguageIdentifier =
            language.code().parse().map_err(|error| broken(format!("{error:?}")))?;
        let resource = FluentResource::try_new(language.source().to_owned())
            .map_err(|(_, errors)| broken(format!("{errors:?}")))?;
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        // The isolation marks would be copied out of the page with every number.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match language {
            Language::English => |value, _| grouped(Language::English, value),
            Language::Russian => |value, _| grouped(Language::Russian, value),
            Language::Kyrgyz => |value, _| grouped(Language::Kyrgyz, value),
        }));
        bundle.add_resource(resource).map_err(|errors| broken(format!("{errors:?}")))?;
        Ok(Self { language, bundle })
    }

    /// The language of these messages.
    pub(crate) const fn language(&self) -> Language {
        self.language
    }

    /// Whether there is a message with this key.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.bundle.get_message(key).is_some_and(|message| message.value().is_some())
    }

    /// A message without parameters.
    pub(crate) fn text(&self, key: &str) -> Result<String, ReportingError> {
        self.format(key, &[])
    }

    /// A message with parameters.
    pub(crate) fn format(
        &self,
        key: &str,
        arguments: &[(&str, Argument<'_>)],
    ) -> Result<String, ReportingError> {
        let language = self.language.code();
        let pattern = self
            .bundle
            .get_message(key)
            .and_then(|message| message.value())
            .ok_or_else(|| ReportingError::MissingMessage { language, key: key.to_owned() })?;
        let mut parameters = FluentArgs::new();
        for (name, argument) in arguments {
            parameters.set(
                *name,
                match argument {
                    Argument::Text(text) => FluentValue::String(Cow::Borrowed(text.as_ref())),
                    Argument::Count(count) => FluentValue::Number(FluentNumber::from(*count)),
                },
            );
        }
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&parameters), &mut errors).into_owned();
        match errors.first() {
            None => Ok(text),
            Some(error) => Err(ReportingError::Message {
                language,
                key: key.to_owned(),
                reason: error.to_string(),
            }),
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "only counts are passed as numbers, and they are below 2^53"
)]
fn grouped(language: Language, value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(number) => {
            Some(number_format::count(language, number.value.round() as u64))
        }
        _ => None,
    }
}
