//! `lexicon`: what the links that people decided say about names, as rows for
//! `reference/name_lexicon.csv`. Prints names, but none of a whole person; changes nothing.

use std::collections::BTreeMap;
use std::path::Path;

use clerical_review::Answer;
use linkage::lexicon_growth::{LexiconEdge, LexiconProposal, ReviewedLink, proposals};
use records::reference::{Citation, LexiconEntry};
use records::{Person, RecordId, Reference};
use serde_json::{Value, json};

use crate::case_files;
use crate::decided;
use crate::failure::Failure;
use crate::outputs::csv_bytes;
use crate::pipeline;
use crate::project::Project;
use crate::terminal::Terminal;

/// Prints the names that at least `least` reviewed links hold to be one.
pub(crate) async fn lexicon(
    project: &Path,
    least: usize,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let project = Project::open(project)?;
    let reference = pipeline::reference(&project)?;
    let mut store = pipeline::open_to_read(&project).await?;
    let files = case_files::load(&mut store).await?;
    let ledger = decided::ledger(&mut store, &files.register).await?;
    store.close().await?;
    let persons: BTreeMap<&RecordId, &[Person]> = (files.reports.iter())
        .map(|report| (&report.id, &report.persons[..]))
        .chain(files.register.iter().map(|record| (&record.id, &record.persons[..])))
        .chain(files.court.iter().map(|case| (&case.id, &case.persons[..])))
        .collect();
    let links: Vec<ReviewedLink<'_>> = ledger
        .standing()
        .into_iter()
        .filter_map(|decision| {
            let Answer::Link(target) = &decision.answer else { return None };
            let (left, right) = (persons.get(&decision.left)?, persons.get(target)?);
            Some(ReviewedLink { ids: (decision.left.clone(), target.clone()), left, right })
        })
        .collect();
    let found: Vec<LexiconProposal> =
        proposals(&links, &reference).into_iter().filter(|one| one.links.len() >= least).collect();
    terminal.say(&format!("{} reviewed links, {} names proposed", links.len(), found.len()));
    if terminal.json {
        terminal.data_json(&json!({
            "reviewed_links": links.len(),
            "proposals": found.iter().map(as_json).collect::<Vec<_>>(),
        }));
        return Ok(());
    }
    terminal.data(&rows(&found, &reference)?);
    Ok(())
}

fn as_json(proposal: &LexiconProposal) -> Value {
    json!({
        "kind": proposal.kind.code(),
        "entry": proposal.entry,
        "name": proposal.name.expose(),
        "other": proposal.other.expose(),
        "edge": match proposal.edge {
            LexiconEdge::Spelling => "spelling",
            LexiconEdge::Cognate => "cognate",
        },
        "links": proposal.links.iter().map(|(a, b)| [a.as_str(), b.as_str()]).collect::<Vec<_>>(),
    })
}

/// Rows of `name_lexicon.csv`: those of known names with what is added to them, then new ones.
fn rows(found: &[LexiconProposal], reference: &Reference) -> Result<String, Failure> {
    let mut known: BTreeMap<&str, LexiconEntry> = BTreeMap::new();
    let mut new = Vec::new();
    for proposal in found {
        let listed = proposal.entry.as_deref();
        let listed = listed.and_then(|id| reference.lexicon.iter().find(|entry| entry.id == id));
        let entry = match listed {
            Some(listed) => known.entry(&listed.id).or_insert_with(|| listed.clone()),
            None => {
                new.push(fresh(proposal, new.len() + 1));
                let Some(entry) = new.last_mut() else { continue };
                entry
            }
        };
        match proposal.edge {
            LexiconEdge::Spelling => entry.spellings.push(proposal.other.expose().clone()),
            LexiconEdge::Cognate => entry.cognates.push(proposal.other.expose().clone()),
        }
        let source = format!("reviewed links: {}", proposal.links.len());
        if !entry.citation.source.is_empty() {
            entry.citation.source.push_str("; ");
        }
        entry.citation.source.push_str(&source);
        entry.citation.verified = false;
    }
    let mut out = csv::Writer::from_writer(Vec::new());
    let head = [
        "id",
        "kind",
        "name",
        "feminine",
        "spellings",
        "cognates",
        "languages",
        "source",
        "verified",
    ];
    let written = out.write_record(head).and_then(|()| {
        known.values().chain(&new).try_for_each(|entry| {
            out.write_record([
                entry.id.as_str(),
                entry.kind.code(),
                &entry.name,
                entry.feminine.as_deref().unwrap_or_default(),
                &entry.spellings.join("|"),
                &entry.cognates.join("|"),
                &entry.languages.join("|"),
                &entry.citation.source,
                if entry.citation.verified { "true" } else { "false" },
            ])
        })
    });
    let bytes = csv_bytes("lexicon", out, written)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// An entry for two names of which the lexicon knows neither.
fn fresh(proposal: &LexiconProposal, number: usize) -> LexiconEntry {
    LexiconEntry {
        id: format!("r{number:03}"),
        kind: proposal.kind,
        name: proposal.name.expose().clone(),
        feminine: None,
        spellings: Vec::new(),
        cognates: Vec::new(),
        languages: Vec::new(),
        citation: Citation { source: String::new(), verified: false },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use records::Sensitive;
    use records::reference::LexiconKind;

    fn proposal(entry: Option<&str>, names: [&str; 2], edge: LexiconEdge) -> LexiconProposal {
        let links = [("a:1".into(), "b:1".into()), ("a:2".into(), "b:2".into())].into();
        let [name, other] = names.map(Sensitive::from);
        let entry = entry.map(str::to_owned);
        LexiconProposal { kind: LexiconKind::GivenMale, entry, name, other, edge, links }
    }

    #[test]
    fn the_rows_can_be_read_as_reference_data_and_make_the_names_one() {
        let mut reference = ingest::reference::embedded().unwrap();
        let found = [
            proposal(Some("m001"), ["Абай", "Обой"], LexiconEdge::Spelling),
            proposal(Some("m001"), ["Абай", "Ибрай"], LexiconEdge::Cognate),
            proposal(None, ["Жыргал", "Зарлык"], LexiconEdge::Cognate),
        ];
        let text = rows(&found, &reference).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3, "{text}");
        assert!(lines[1].starts_with("m001,given_male,Абай,,Abai|Abay|Обой,Ибрай,"), "{text}");
        assert!(lines[1].ends_with("reviewed links: 2; reviewed links: 2,false"), "{text}");
        assert!(lines[2].starts_with("r001,given_male,Жыргал,,,Зарлык,"), "{text}");
        // Merging them into the shipped table is left to a person; that they fit is not.
        reference.lexicon.retain(|entry| entry.id != "m001");
        let dir = tempfile::tempdir().unwrap();
        for entry in
            std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../reference")).unwrap()
        {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), dir.path().join(entry.file_name())).unwrap();
        }
        let file = dir.path().join("name_lexicon.csv");
        let shipped = std::fs::read_to_string(&file).unwrap();
        let others: Vec<&str> = shipped.lines().filter(|line| !line.starts_with("m001,")).collect();
        std::fs::write(&file, [&others[..], &lines[1..]].concat().join("\n")).unwrap();
        let grown = ingest::reference::load_dir(dir.path()).unwrap();
        let same = |reference: &Reference, names: [&str; 2]| {
            let fold = fuzzy_matching::fold::Fold::new(reference);
            let lexicon = fuzzy_matching::lexicon::Lexicon::new(reference, &fold);
            let [a, b] = names.map(|name| lexicon.given(&fold.token(name)));
            a.relation(&b).code()
        };
        assert_eq!(same(&reference, ["Жыргал", "Зарлык"]), "unknown");
        assert_eq!(same(&grown, ["Жыргал", "Зарлык"]), "cognate");
        assert_eq!(same(&grown, ["Абай", "Обой"]), "same");
    }
}
