//! `explain LEFT RIGHT`: why any two records score as they do, one line per comparison in bits that
//! add up to the weight of `links.csv`; for a pair that was never compared, which blocking rules
//! would have brought it up. Prints ids and the words of the reports; never a name.

use std::path::Path;

use linkage::pair_explanation::{KeyAgreement, RuleOutcome, RuleTrace, Standing};
use linkage::{
    LinkKind, LinkOptions, PairExplanation, Register, explain_ngo_ngo, explain_ngo_register,
    explain_register_court,
};
use records::{RecordId, Reference};
use reporting::{InWords, ReportingError};
use serde_json::{Value, json};

use super::explain::{find, headed};
use crate::case_files::CaseFiles;
use crate::case_model::CaseModel;
use crate::failure::Failure;
use crate::linked::Linked;
use crate::pipeline::{Links, options_under};
use crate::project::Project;
use crate::terminal::{Terminal, table};

/// Prints why two records score as they do.
pub(crate) async fn explain_pair(
    (left, right): (&str, &str),
    (model, language): (Option<&Path>, Option<&str>),
    project: &Path,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let project = Project::open(project)?;
    let language = project.language(language)?;
    let linked = Linked::read(project).await?;
    let Linked { project, reference, files, links, ledger } = &linked;
    let pair = Pair::of(find(left, files)?, find(right, files)?, files)?;
    let model = model.map(|path| CaseModel::read(path, reference)).transpose()?;
    CaseModel::refuse_other(model.as_ref(), links.model.as_deref())?;
    let options = options_under(project, ledger, model.as_ref(), pair.kind);
    let explained = pair.explain(&options, reference, files, links)?;
    let words = InWords::new(language, reference)?;
    if terminal.json {
        terminal.data_json(&as_json(&explained, &words.evidence(&explained.evidence)?));
    } else {
        terminal.data(&text(&explained, &words)?);
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
        let register = &Register::of(register)?;
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

fn text(explained: &PairExplanation, words: &InWords<'_>) -> Result<String, ReportingError> {
    let bits = |bits: f64| words.signed(bits, 4);
    let mut sum = 0.0;
    let told = words.evidence(&explained.evidence)?;
    let mut rows: Vec<[String; 4]> = Vec::with_capacity(told.len() + 1);
    for (evidence, (comparison, level)) in explained.evidence.iter().zip(told) {
        sum += evidence.weight.bits();
        rows.push([comparison, level, bits(evidence.weight.bits()), bits(sum)]);
    }
    let total = bits(explained.weight.bits());
    rows.push([words.message("explain-sum", &[])?, String::new(), total.clone(), total]);
    let header = ["column-comparison", "column-level", "column-bits", "explain-so-far"];
    Ok(format!(
        "{} – {} ({})\n{}\n\n{}\n\n{}\n",
        explained.left,
        explained.right,
        words.coded("link-kind", explained.kind.code())?,
        standing(explained, words)?,
        table(headed(words, header)?, rows),
        rules(explained, words)?
    ))
}

fn standing(explained: &PairExplanation, words: &InWords<'_>) -> Result<String, ReportingError> {
    let chance = words.message(
        "explain-chance",
        &[
            ("probability", &words.decimal(explained.probability, 3)),
            ("none", &words.decimal(explained.none_probability, 3)),
        ],
    )?;
    let told = [("record", explained.left.as_str()), ("chance", &*chance)];
    match explained.standing {
        Standing::Kept { rank } => {
            let rank = rank.to_string();
            let told = [&told[..], &[("rank", rank.as_str())]].concat();
            words.message("explain-kept", &told)
        }
        Standing::Compared => words.message("explain-compared", &told),
        Standing::NotBroughtUp => words.message("explain-not-brought-up", &told),
    }
}

fn rules(explained: &PairExplanation, words: &InWords<'_>) -> Result<String, ReportingError> {
    let found: Vec<&str> = explained
        .rules
        .iter()
        .filter(|trace| trace.outcome == RuleOutcome::BroughtUp)
        .map(|trace| trace.rule.as_str())
        .collect();
    match explained.standing {
        Standing::NotBroughtUp => {}
        _ if found.is_empty() => return words.message("explain-by-people", &[]),
        _ => return words.message("explain-brought-up", &[("rules", &found.join(", "))]),
    }
    let row = |trace: &RuleTrace| {
        Ok([trace.rule.clone(), wanting(trace, &explained.left, &explained.right, words)?])
    };
    let rows: Vec<[String; 2]> =
        explained.rules.iter().map(row).collect::<Result<_, ReportingError>>()?;
    let head = words.message("explain-rules-wanting", &[])?;
    Ok(format!("{head}\n{}", table(headed(words, ["explain-rule", "explain-if"])?, rows)))
}

/// What kept a rule from bringing the pair up.
fn wanting(
    trace: &RuleTrace,
    left: &RecordId,
    right: &RecordId,
    words: &InWords<'_>,
) -> Result<String, ReportingError> {
    if let RuleOutcome::BlockTooLarge { most } = trace.outcome {
        return words.message("explain-block-too-large", &[("most", &most.to_string())]);
    }
    if trace.outcome == RuleOutcome::NotAsked {
        return words.message("explain-not-asked", &[]);
    }
    let mut unmet = Vec::new();
    for key in &trace.keys {
        let what = words.blocking_key(key.key)?;
        let stated = |record: &RecordId| {
            words.message("explain-if-stated", &[("record", record.as_str()), ("what", &what)])
        };
        match key.agreement {
            KeyAgreement::Shared => {}
            KeyAgreement::Differs => {
                unmet.push(words.message("explain-if-agreed", &[("what", &what)])?);
            }
            KeyAgreement::LeftMissing => unmet.push(stated(left)?),
            KeyAgreement::RightMissing => unmet.push(stated(right)?),
            KeyAgreement::BothMissing => {
                unmet.push(words.message("explain-if-both-stated", &[("what", &what)])?);
            }
        }
    }
    Ok(unmet.join("; "))
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
                RuleOutcome::BroughtUp | RuleOutcome::NotAsked | RuleOutcome::NotShared => None,
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
