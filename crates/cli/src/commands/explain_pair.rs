//! `explain LEFT RIGHT`: why any two records score as they do, one line per comparison in bits that
//! add up to the weight of `links.csv`; for a pair that was never compared, which blocking rules
//! would have brought it up. Prints ids and codes; never a name.

use std::path::Path;

use linkage::pair_explanation::{KeyAgreement, RuleOutcome, RuleTrace, Standing};
use linkage::{
    LinkKind, LinkOptions, PairExplanation, explain_ngo_ngo, explain_ngo_register,
    explain_register_court,
};
use records::{RecordId, Reference};
use reporting::{Language, evidence_in_words};
use serde_json::{Value, json};

use super::explain::find;
use crate::case_model::CaseModel;
use crate::decided;
use crate::failure::Failure;
use crate::pipeline::{self, CaseFiles, Links, options_under};
use crate::project::Project;
use crate::terminal::{Terminal, table};

/// Prints why two records score as they do.
pub(crate) async fn explain_pair(
    (left, right): (&str, &str),
    model: Option<&Path>,
    project: &Path,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let project = Project::open(project)?;
    let reference = pipeline::reference(&project)?;
    let mut store = pipeline::open_to_read(&project).await?;
    let files = pipeline::load(&mut store).await?;
    let pair = Pair::of(find(left, &files)?, find(right, &files)?, &files)?;
    let links = pipeline::kept_links(&mut store, &project, &reference, &files).await?;
    let ledger = decided::ledger(&mut store, &files.register).await?;
    store.close().await?;
    let model = model.map(|path| CaseModel::read(path, &reference)).transpose()?;
    CaseModel::refuse_other(model.as_ref(), links.model.as_deref())?;
    let options = options_under(&project, &ledger, model.as_ref(), pair.kind);
    let explained = pair.explain(&options, &reference, &files, &links)?;
    let words = evidence_in_words(Language::English, &reference, &explained.evidence)?;
    if terminal.json {
        terminal.data_json(&as_json(&explained, &words));
    } else {
        terminal.data(&text(&explained, &words));
    }
    Ok(())
}

/// Two records that can be linked, in the direction of their kind.
#[derive(Debug)]
struct Pair {
    kind: LinkKind,
    left: RecordId,
    right: RecordId,
}

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Report,
    Entry,
    Case,
}

impl What {
    fn of(id: &RecordId, files: &CaseFiles) -> Self {
        if files.reports.iter().any(|report| report.id == *id) {
            Self::Report
        } else if files.register.iter().any(|record| record.id == *id) {
            Self::Entry
        } else {
            Self::Case
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Report => "a report",
            Self::Entry => "a crime record",
            Self::Case => "a court case",
        }
    }
}

impl Pair {
    /// The pair in the order given; two reports in either order, because neither is placed.
    fn of(left: RecordId, right: RecordId, files: &CaseFiles) -> Result<Self, Failure> {
        if left == right {
            return Err(Failure::Usage(format!("{left} is named twice; name two records")));
        }
        let (a, b) = (What::of(&left, files), What::of(&right, files));
        let kind = match (a, b) {
            (What::Report, What::Entry) => LinkKind::NgoRegister,
            (What::Case, What::Entry) => LinkKind::RegisterCourt,
            (What::Report, What::Report) => {
                let (left, right) = if left < right { (left, right) } else { (right, left) };
                return Ok(Self { kind: LinkKind::NgoNgo, left, right });
            }
            (What::Entry, What::Report | What::Case) => {
                return Err(Failure::Usage(format!(
                    "{right} is looked for among crime records, not the other way round; \
                     run `sverka explain {right} {left}`"
                )));
            }
            _ => {
                return Err(Failure::Usage(format!(
                    "{left} is {}, {right} is {}: such pairs are not compared; name a report or \
                     a court case and then a crime record, or two reports",
                    a.words(),
                    b.words()
                )));
            }
        };
        Ok(Self { kind, left, right })
    }

    fn explain(
        self,
        options: &LinkOptions,
        reference: &Reference,
        files: &CaseFiles,
        links: &Links,
    ) -> Result<PairExplanation, Failure> {
        let CaseFiles { reports, register, court, .. } = files;
        let pairs = &[(self.left, self.right)][..];
        let mut explained = match self.kind {
            LinkKind::NgoRegister => {
                let kept = &links.ngo_register;
                explain_ngo_register(reports, register, reference, options, kept, pairs)?
            }
            LinkKind::RegisterCourt => {
                let kept = &links.register_court;
                explain_register_court(register, court, reference, options, kept, pairs)?
            }
            LinkKind::NgoNgo => {
                explain_ngo_ngo(reports, reference, options, &links.ngo_ngo, pairs)?
            }
        };
        // One pair was asked for, and each gives one explanation.
        explained.pop().ok_or_else(|| Failure::NotFound("the pair has no explanation".to_owned()))
    }
}

fn text(explained: &PairExplanation, words: &[(String, String)]) -> String {
    let bits = |bits: f64| format!("{bits:+.4}");
    let mut sum = 0.0;
    let mut rows: Vec<[String; 4]> = Vec::with_capacity(words.len() + 1);
    for (evidence, (comparison, level)) in explained.evidence.iter().zip(words) {
        sum += evidence.weight.bits();
        let own = bits(evidence.weight.bits());
        rows.push([comparison.clone(), level.clone(), own, bits(sum)]);
    }
    let total = bits(explained.weight.bits());
    rows.push(["sum".to_owned(), String::new(), total.clone(), total]);
    format!(
        "{} – {} ({})\n{}\n\n{}\n\n{}\n",
        explained.left,
        explained.right,
        explained.kind.code(),
        standing(explained),
        table(["comparison", "result", "bits", "so far"], rows),
        rules(explained)
    )
}

fn standing(explained: &PairExplanation) -> String {
    let chance = format!(
        "probability {:.3}, probability of none {:.3}",
        explained.probability, explained.none_probability
    );
    match explained.standing {
        Standing::Kept { rank } => format!("candidate {rank} of {}: {chance}", explained.left),
        Standing::Compared => {
            format!("compared, but the candidates kept for {} fit better: {chance}", explained.left)
        }
        Standing::NotBroughtUp => {
            format!("never compared: no blocking rule brought the pair up. Had it been: {chance}")
        }
    }
}

fn rules(explained: &PairExplanation) -> String {
    let found: Vec<&str> = explained
        .rules
        .iter()
        .filter(|trace| trace.outcome == RuleOutcome::BroughtUp)
        .map(|trace| trace.rule.as_str())
        .collect();
    match explained.standing {
        Standing::NotBroughtUp => {}
        _ if found.is_empty() => return "brought up by people, not by a blocking rule".to_owned(),
        _ => return format!("brought up by {}", found.join(", ")),
    }
    let rows = explained
        .rules
        .iter()
        .map(|trace| [trace.rule.clone(), wanting(trace, &explained.left, &explained.right)])
        .collect();
    format!("rules that would have brought it up:\n{}", table(["rule", "if"], rows))
}

/// What kept a rule from bringing the pair up.
fn wanting(trace: &RuleTrace, left: &RecordId, right: &RecordId) -> String {
    if let RuleOutcome::BlockTooLarge { most } = trace.outcome {
        return format!(
            "everything agrees, but so many records do that the block gives more than {most} pairs \
             and was left out"
        );
    }
    let unmet = trace.keys.iter().filter_map(|key| {
        let what = key_words(key.key);
        match key.agreement {
            KeyAgreement::Shared => None,
            KeyAgreement::Differs => Some(format!("{what} agreed")),
            KeyAgreement::LeftMissing => Some(format!("{left} stated {what}")),
            KeyAgreement::RightMissing => Some(format!("{right} stated {what}")),
            KeyAgreement::BothMissing => Some(format!("both stated {what}")),
        }
    });
    unmet.collect::<Vec<_>>().join("; and ")
}

/// A key of a blocking rule in words; the code of one that only a project's own data has.
fn key_words(code: &str) -> &str {
    match code {
        "reference_number" => "a number of talon, journal, register or letter",
        "person_k3_pair" => "two words of a person's name",
        "person_k3_birth_year" => "a word of a person's name and the year of birth",
        "person_k3_prefix_birth_year" => {
            "the beginnings of two words of a person's name and the year of birth"
        }
        "person_initial_pair" => "two initials of a person",
        "person_k3_initial" => "a word and an initial of a person's name",
        "person_k3" => "a word of a person's name",
        "birth_date" => "a person's full date of birth",
        "pin" => "a person's personal number",
        "phone" => "a person's telephone",
        "document" => "a person's document",
        "told_month" => "the month, give or take one, in which it was handed over and entered",
        "offence_family" => "the kind of offence",
        "office_oblast" => "the oblast of the body",
        "office_area" => "the area of the body",
        "place" => "the place",
        other => other,
    }
}

fn as_json(explained: &PairExplanation, words: &[(String, String)]) -> Value {
    let evidence = explained.evidence.iter().zip(words).map(|(one, (comparison, level))| {
        json!({
            "comparison": one.comparison,
            "level": one.level,
            "bits": one.weight.bits(),
            "words": format!("{comparison}: {level}"),
            "detail": one.detail.iter().map(|(key, value)| json!([key, value])).collect::<Value>(),
        })
    });
    let rules = explained.rules.iter().map(|trace| {
        json!({
            "rule": trace.rule,
            "outcome": trace.outcome.code(),
            "max_pairs": match trace.outcome {
                RuleOutcome::BlockTooLarge { most } => Some(most),
                RuleOutcome::BroughtUp | RuleOutcome::NotShared => None,
            },
            "keys": trace.keys.iter().map(|key| json!({
                "key": key.key,
                "agreement": key.agreement.code(),
            })).collect::<Value>(),
        })
    });
    json!({
        "kind": explained.kind.code(),
        "left": explained.left.as_str(),
        "right": explained.right.as_str(),
        "standing": explained.standing.code(),
        "rank": match explained.standing {
            Standing::Kept { rank } => Some(rank),
            Standing::Compared | Standing::NotBroughtUp => None,
        },
        "weight_bits": explained.weight.bits(),
        "probability": explained.probability,
        "none_probability": explained.none_probability,
        "evidence": evidence.collect::<Value>(),
        "rules": rules.collect::<Value>(),
    })
}
