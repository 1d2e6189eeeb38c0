//! Codes in the words of one language. Reach for [`Words`] whenever a code, a place, an office or
//! a piece of evidence is shown: law and places are named by the reference data, everything else by
//! the message catalogue.

use attrition::{CountingUnit, Evidence, ExitKind, Figure, Finding, Rung, Severity, Stage};
use records::reference::Trilingual;
use records::{RecordId, Reference, RefusalReason, SourceKind};

use crate::codes;
use crate::error::ReportingError;
use crate::input::SourceFacts;
use crate::language::{Argument, Catalogue, Language};

/// One language together with the data that names things.
pub(crate) struct Words<'a> {
    catalogue: Catalogue,
    reference: &'a Reference,
    sources: &'a [SourceFacts],
}

impl<'a> Words<'a> {
    /// The words of this language for this reference data and these sources.
    pub(crate) fn new(
        language: Language,
        reference: &'a Reference,
        sources: &'a [SourceFacts],
    ) -> Result<Self, ReportingError> {
        Ok(Self { catalogue: Catalogue::new(language)?, reference, sources })
    }

    /// The language.
    pub(crate) const fn language(&self) -> Language {
        self.catalogue.language()
    }

    /// The catalogue, for dates.
    pub(crate) const fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// A message without parameters.
    pub(crate) fn text(&self, key: &str) -> Result<String, ReportingError> {
        self.catalogue.text(key)
    }

    /// A message with parameters.
    pub(crate) fn format(
        &self,
        key: &str,
        arguments: &[(&str, Argument<'_>)],
    ) -> Result<String, ReportingError> {
        self.catalogue.format(key, arguments)
    }

    /// The text of this language.
    pub(crate) fn pick<'t>(&self, text: &'t Trilingual) -> &'t str {
        match self.language() {
            Language::English => &text.en,
            Language::Russian => &text.ru,
            Language::Kyrgyz => &text.ky,
        }
    }

    /// Name of a finding.
    pub(crate) fn finding(&self, finding: Finding) -> Result<String, ReportingError> {
        self.text(&format!("finding-{}", finding.code()))
    }

    /// What a rung asks.
    pub(crate) fn rung(&self, rung: Rung) -> Result<String, ReportingError> {
        self.text(&format!("rung-{}", rung.code()))
    }

    /// Name of a stage.
    pub(crate) fn stage(&self, stage: Stage) -> Result<String, ReportingError> {
        self.text(&format!("stage-{}", stage.code()))
    }

    /// Name of an exit.
    pub(crate) fn exit(&self, exit: ExitKind) -> Result<String, ReportingError> {
        self.text(&format!("exit-{}", exit.code()))
    }

    /// Name of a counting unit.
    pub(crate) fn unit(&self, unit: CountingUnit) -> Result<String, ReportingError> {
        self.text(&format!("unit-{}", unit.code()))
    }

    /// Name of a severity.
    pub(crate) fn severity(&self, severity: Severity) -> Result<String, ReportingError> {
        self.text(&format!("severity-{}", codes::severity(severity)))
    }

    /// Kind of source.
    pub(crate) fn source_kind(&self, kind: SourceKind) -> Result<String, ReportingError> {
        self.text(&format!("source-{}", kind.code()))
    }

    /// Why a row was refused.
    pub(crate) fn refusal(&self, reason: RefusalReason) -> Result<String, ReportingError> {
        self.text(&format!("refusal-{}", reason.code()))
    }

    /// What to do about a refused row.
    pub(crate) fn remedy(&self, reason: RefusalReason) -> Result<String, ReportingError> {
        self.text(&format!("remedy-{}", reason.code()))
    }

    /// A ground by name with its code, or the words for "no ground stated".
    pub(crate) fn ground(&self, code: Option<&str>) -> Result<String, ReportingError> {
        let Some(code) = code else { return self.text("ground-not-stated") };
        Ok(match self.reference.ground(code) {
            Some(ground) => format!("{} ({code})", self.pick(&ground.name)),
            None => code.to_owned(),
        })
    }

    /// An obstacle by name and the step against it; the code where the data has no name.
    pub(crate) fn obstacle(&self, code: &str) -> (String, String) {
        match self.reference.obstacle(code) {
            Some(row) => (self.pick(&row.name).to_owned(), self.pick(&row.step).to_owned()),
            None => (code.to_owned(), String::new()),
        }
    }

    /// A place by its present official name.
    pub(crate) fn place(&self, code: &str) -> String {
        self.reference
            .place(code)
            .map_or_else(|| code.to_owned(), |place| self.pick(&place.name).to_owned())
    }

    /// An offence family by name.
    pub(crate) fn family(&self, id: &str) -> String {
        self.reference
            .family(id)
            .map_or_else(|| id.to_owned(), |family| self.pick(&family.name).to_owned())
    }

    /// Title of the source with this id.
    pub(crate) fn source_title(&self, id: &str) -> String {
        self.sources
            .iter()
            .find(|source| &*source.delivery.source.0 == id)
            .map_or_else(|| id.to_owned(), |source| source.delivery.title.clone())
    }

    /// Title of the source a record came from.
    pub(crate) fn source_of(&self, record: &RecordId) -> String {
        let text = record.as_str();
        self.source_title(text.split_once(':').map_or(text, |(source, _)| source))
    }

    /// Label of a figure, its parameters in words.
    pub(crate) fn figure_label(&self, figure: &Figure) -> Result<String, ReportingError> {
        let arguments: Vec<(&str, Argument<'_>)> = figure
            .label_arguments
            .iter()
            .map(|(name, value)| Ok((name.as_str(), self.parameter(name, value)?.into())))
            .collect::<Result<_, ReportingError>>()?;
        self.format(&figure.label, &arguments)
    }

    /// A parameter of a label in words, by its name: places, sources, stages, grounds and codes
    /// are named, anything else stays as it is.
    pub(crate) fn parameter(&self, name: &str, value: &str) -> Result<String, ReportingError> {
        if value.is_empty() || value == "unknown" {
            return self.text("not-known");
        }
        match name {
            "oblast" | "place" => Ok(self.place(value)),
            "ngo" | "source" => Ok(self.source_title(value)),
            "ground" => self.ground(Some(value)),
            "obstacle" => Ok(self.obstacle(value).0),
            "family" => Ok(self.family(value)),
            "stage" | "finding" | "exit" | "unit" | "rung" => self.text(&format!("{name}-{value}")),
            _ => Ok(value.to_owned()),
        }
    }

    /// Name of a comparison; the code of one that only a project's own model knows.
    pub(crate) fn comparison(&self, code: &str) -> Result<String, ReportingError> {
        let key = format!("comparison-{code}");
        if self.catalogue.has(&key) { self.text(&key) } else { Ok(code.to_owned()) }
    }

    /// A level reached, in words, with its particulars: `two days apart (days: 2)`.
    pub(crate) fn level(&self, evidence: &Evidence) -> Result<String, ReportingError> {
        let key = format!("level-{}-{}", evidence.comparison, evidence.level);
        let mut text = if evidence.level == "missing" {
            self.text("level-missing")?
        } else if self.catalogue.has(&key) {
            self.text(&key)?
        } else {
            evidence.level.clone()
        };
        let mut particulars = Vec::new();
        for (name, value) in &evidence.detail {
            let key = format!("detail-{name}");
            if self.catalogue.has(&key) {
                particulars.push(self.format(&key, &[("value", value.as_str().into())])?);
            }
        }
        if !particulars.is_empty() {
            text.push_str(&format!(" ({})", particulars.join("; ")));
        }
        Ok(text)
    }
}
