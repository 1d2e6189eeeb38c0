//! Codes in the words of one language. Reach for [`Words`] whenever a code, a place, an office or
//! a piece of evidence is shown: law and places are named by the reference data, everything else by
//! the message catalogue.

use attrition::{CountingUnit, Detail, Evidence, ExitKind, Figure, Finding, Rung, Severity, Stage};
use records::reference::Trilingual;
use records::{RecordId, Reference, RefusalReason, SourceKind};

use crate::codes;
use crate::error::ReportingError;
use crate::input::SourceFacts;
use crate::language::{Argument, Catalogue, Language};
use crate::number_format;

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

    /// The articles behind a ground, edition by edition of the procedure code, those not confirmed
    /// marked; `None` where none is known.
    pub(crate) fn ground_articles(&self, code: &str) -> Result<Option<String>, ReportingError> {
        let articles = self.reference.ground_articles.iter();
        let known = articles.filter(|row| row.ground.as_deref() == Some(code));
        let articles: Vec<String> = known
            .map(|row| {
                let key = if row.citation.verified {
                    "ground-article"
                } else {
                    "ground-article-unconfirmed"
                };
                let code = self.procedure_code(&row.code)?;
                let article = row.article.to_string();
                self.format(key, &[("code", code.into()), ("article", article.as_str().into())])
            })
            .collect::<Result<_, _>>()?;
        Ok((!articles.is_empty()).then(|| articles.join("; ")))
    }

    /// A code of criminal procedure, or of punishment, by its short name.
    fn procedure_code(&self, id: &str) -> Result<String, ReportingError> {
        let key = format!("code-{}", id.to_lowercase());
        if self.catalogue().has(&key) { self.text(&key) } else { Ok(id.to_owned()) }
    }

    /// An obstacle by name and the step against it; the code where the data has no name.
    pub(crate) fn obstacle(&self, code: &str) -> (String, String) {
        match self.reference.obstacle(code) {
            Some(row) => (self.pick(&row.name).to_owned(), self.pick(&row.step).to_owned()),
            None => (code.to_owned(), String::new()),
        }
    }

    /// A rule of re-review by name.
    pub(crate) fn rereview_rule(&self, id: &str) -> String {
        let rule = self.reference.rereview_rules.iter().find(|rule| rule.id == id);
        rule.map_or_else(|| id.to_owned(), |rule| self.pick(&rule.name).to_owned())
    }

    /// A variable of IC-TIP by name.
    pub(crate) fn ictip_variable(&self, object: &str, variable: &str) -> String {
        let mut known = self.reference.ictip_variables.iter();
        known
            .find(|row| row.object == object && row.variable == variable)
            .map_or_else(|| variable.to_owned(), |row| self.pick(&row.name).to_owned())
    }

    /// A place by its present official name.
    pub(crate) fn place(&self, code: &str) -> String {
        self.reference
            .place(code)
            .map_or_else(|| code.to_owned(), |place| self.pick(&place.name).to_owned())
    }

    /// A code edition by name.
    pub(crate) fn edition(&self, id: &str) -> String {
        let edition = self.reference.editions.iter().find(|edition| &*edition.id.0 == id);
        edition.map_or_else(|| id.to_owned(), |edition| self.pick(&edition.name).to_owned())
    }

    /// A value of an open code list by name.
    pub(crate) fn code_entry(&self, list: &str, code: &str) -> String {
        let mut entries = self.reference.code_lists.iter();
        entries
            .find(|entry| entry.list == list && entry.code == code)
            .map_or_else(|| code.to_owned(), |entry| self.pick(&entry.name).to_owned())
    }

    /// A country by name; the source's own word where it is no code.
    pub(crate) fn country(&self, code: &str) -> String {
        let mut countries = self.reference.countries.iter();
        countries
            .find(|country| country.code == code)
            .map_or_else(|| code.to_owned(), |country| self.pick(&country.name).to_owned())
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
        let given = &figure.label_arguments;
        let dimension = given.iter().find(|(name, _)| name == "dimension");
        let arguments: Vec<(&str, Argument<'_>)> = given
            .iter()
            .map(|(name, value)| {
                // What `value` and `kind` are codes of is said by what stands beside them.
                let list = match (name.as_str(), dimension) {
                    ("value", Some((_, dimension))) => dimension.as_str(),
                    ("kind", _) if figure.label == "figure-discrepancy" => "discrepancy",
                    ("kind", _) => "link-kind",
                    ("from_stage", _) => "stage",
                    (name, _) => name,
                };
                Ok((name.as_str(), self.coded(list, value)?.into()))
            })
            .collect::<Result<_, ReportingError>>()?;
        self.format(&figure.label, &arguments)
    }

    /// A code of a list in words. Lists that are neither in the catalogue nor in the reference
    /// data, such as years, stay as they are.
    pub(crate) fn coded(&self, list: &str, code: &str) -> Result<String, ReportingError> {
        match list {
            "ground" => self.ground(Some(code).filter(|code| !code.is_empty())),
            "oblast" | "raion" | "office" | "source" | "year" | "family" | "edition"
            | "purpose" | "age_group" | "sex" | "citizenship"
                if matches!(code, "" | "unknown" | "undated") =>
            {
                self.text("not-known")
            }
            "oblast" | "raion" => Ok(self.place(code)),
            "edition" if code == "several" => self.text("edition-several"),
            "edition" => Ok(self.edition(code)),
            "purpose" => Ok(self.code_entry("ictip_purpose", code)),
            "citizenship" => Ok(self.country(code)),
            "sex" => self.text(&format!("sex-{code}")),
            "source" => Ok(self.source_title(code)),
            "family" => Ok(self.family(code)),
            "obstacle" => Ok(self.obstacle(code).0),
            "rereview_rule" => Ok(self.rereview_rule(code)),
            "stage" | "finding" | "exit" | "unit" | "rung" | "dimension" | "discrepancy"
            | "link-kind" | "status" | "limit" | "instance" | "outcome" => {
                self.text(&format!("{list}-{code}"))
            }
            _ => Ok(code.to_owned()),
        }
    }

    /// One side of a discrepancy in words: codes by their names, dates as the language writes them,
    /// numbers and articles as they are.
    pub(crate) fn side(&self, text: &str) -> Result<String, ReportingError> {
        let told: Vec<String> = text
            .split(' ')
            .map(|token| {
                let (word, end) = match token.strip_suffix([',', ';']) {
                    Some(word) => (word, &token[word.len()..]),
                    None => (token, ""),
                };
                let key = format!("side-{word}");
                let told = if word.is_empty() {
                    String::new()
                } else if self.catalogue.has(&key) {
                    self.text(&key)?
                } else {
                    // A bare year is left as it is: it may as well be a count.
                    match word.parse() {
                        Ok(date) if word.contains('-') => {
                            number_format::partial(&self.catalogue, date)?
                        }
                        _ => word.to_owned(),
                    }
                };
                Ok(told + end)
            })
            .collect::<Result<_, ReportingError>>()?;
        Ok(told.join(" "))
    }

    /// Name of a comparison; the code of one that only a project's own model knows.
    pub(crate) fn comparison(&self, code: &str) -> Result<String, ReportingError> {
        let key = format!("comparison-{code}");
        if self.catalogue.has(&key) { self.text(&key) } else { Ok(code.to_owned()) }
    }

    /// A level reached, in words, with its particulars: `4–10 days later (days: 6)`.
    pub(crate) fn level(&self, evidence: &Evidence) -> Result<String, ReportingError> {
        let level = self.level_name(&evidence.comparison, &evidence.level)?;
        let particulars = self.particulars(&evidence.detail)?;
        if particulars.is_empty() {
            return Ok(level);
        }
        let particulars = particulars.join("; ");
        self.format(
            "level-particulars",
            &[("level", level.into()), ("particulars", particulars.into())],
        )
    }

    fn level_name(&self, comparison: &str, level: &str) -> Result<String, ReportingError> {
        let key = format!("level-{comparison}-{level}");
        if level == "missing" {
            self.text("level-missing")
        } else if self.catalogue.has(&key) {
            self.text(&key)
        } else {
            Ok(level.to_owned())
        }
    }

    /// Non-personal particulars of a comparison. Persons come as `aligned`, `left`, `right` and,
    /// numbered from one, `person_name_1`, `person_birth_date_1` … `bits_1`.
    fn particulars(&self, detail: &Detail) -> Result<Vec<String>, ReportingError> {
        let mut told = Vec::new();
        if let Some(days) = detail.get("days") {
            told.push(self.format("detail-days", &[("value", days.replace('-', "−").into())])?);
        }
        if let Some(kind) = detail.get("kind") {
            let key = format!("number-{kind}");
            told.push(if self.catalogue.has(&key) { self.text(&key)? } else { kind.to_owned() });
        }
        if let (Some(aligned), Some(left), Some(right)) =
            (detail.get("aligned"), detail.get("left"), detail.get("right"))
        {
            told.push(self.format(
                "detail-aligned",
                &[("aligned", aligned.into()), ("left", left.into()), ("right", right.into())],
            )?);
            let aligned: usize = aligned.parse().unwrap_or(0);
            for number in 1..=aligned {
                told.push(self.person(detail, number)?);
            }
        }
        Ok(told)
    }

    /// The levels of one aligned person.
    fn person(&self, detail: &Detail, number: usize) -> Result<String, ReportingError> {
        let suffix = format!("_{number}");
        let mut levels = Vec::new();
        for (name, level) in detail.iter() {
            if let Some(comparison) = name.strip_suffix(&suffix)
                && comparison.starts_with("person_")
            {
                levels.push(format!(
                    "{} – {}",
                    self.comparison(comparison)?,
                    self.level_name(comparison, level)?
                ));
            }
        }
        self.format(
            "detail-person",
            &[("number", number.to_string().into()), ("levels", levels.join(", ").into())],
        )
    }
}
