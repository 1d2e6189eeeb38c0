//! `evaluate --reviewed`: precision and recall of the links by what people answered to a random
//! sample, each answer weighted by its inclusion probability. Answers gathered in value order are
//! refused. Prints counts and shares; never a name.

use std::path::Path;

use clerical_review::audit::{Accuracy, WeightedShare, accuracy};
use linkage::LinkKind;
use serde_json::{Value, json};

use crate::case_files;
use crate::commands::review::sample;
use crate::decided;
use crate::failure::Failure;
use crate::pipeline;
use crate::project::Project;
use crate::terminal::{Terminal, table};

/// Measures the links against the audit sample.
pub(crate) async fn reviewed(project: &Path, terminal: &Terminal) -> Result<(), Failure> {
    let project = Project::open(project)?;
    let mut store = pipeline::open_to_read(&project).await?;
    let files = case_files::load(&mut store).await?;
    let ledger = decided::ledger(&mut store, &files.register).await?;
    store.close().await?;
    let sample = sample::read(&project)?.unwrap_or_default();
    let found =
        accuracy(LinkKind::NgoRegister, &ledger, &sample).map_err(|reason| Failure::Input {
            file: project.dir.display().to_string(),
            what: reason.to_string(),
            remedy: "or measure against a known truth with --truth",
        })?;
    if terminal.json {
        terminal.data_json(&as_json(&found, sample.len()));
    } else {
        terminal.data(&text(&found, sample.len()));
    }
    Ok(())
}

fn shares(found: &Accuracy) -> [(&'static str, Option<WeightedShare>); 3] {
    [
        ("precision", found.precision),
        ("recall", found.recall),
        ("non_link_confirmed", found.non_link_confirmed),
    ]
}

fn text(found: &Accuracy, sampled: usize) -> String {
    let rows = shares(found).map(|(name, share)| {
        let shown = share.map_or_else(
            || ["n/a".to_owned(), String::new(), "0".to_owned()],
            |share| {
                let (low, high) = share.interval;
                let interval = format!("{low:.4} – {high:.4}");
                [format!("{:.4}", share.value), interval, share.records.to_string()]
            },
        );
        let [value, interval, records] = shown;
        [name.to_owned(), value, interval, records]
    });
    format!(
        "{}\n\n{sampled} reports in the audit sample; {} read without an answer that counts, {} not \
         counted because an earlier one of their kind is unread\n",
        table(["by the audit sample", "weighted", "95 % interval", "reports"], rows.to_vec()),
        found.undecided,
        found.waiting
    )
}

fn as_json(found: &Accuracy, sampled: usize) -> Value {
    let one = |share: Option<WeightedShare>| {
        share.map(|share| {
            json!({
                "value": share.value,
                "interval": [share.interval.0, share.interval.1],
                "reports": share.records,
            })
        })
    };
    let mut value = json!({
        "sampled": sampled,
        "undecided": found.undecided,
        "waiting": found.waiting,
    });
    for (name, share) in shares(found) {
        value[name] = one(share).into();
    }
    value
}
