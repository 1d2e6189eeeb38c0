//! A lookup says what the run says: reports that state no more than a lookup can, linked in a run and
//! asked one by one, are decided alike to the last bit.

use std::collections::BTreeMap;
use std::convert::Infallible;

use ingest::reference::embedded;
use linkage::lookup::{IndexBlock, Lookup, RegisterIndex, SavedIndex};
use linkage::{LinkOptions, Register};
use records::{CrimeRecord, NgoReport};

use tests::Scenario;

/// The index in memory.
struct InMemory(RegisterIndex);

impl SavedIndex for InMemory {
    type Error = Infallible;

    fn block(&mut self, key: u64) -> Result<IndexBlock, Infallible> {
        let at = self.0.blocks.binary_search_by_key(&key, |(key, _)| *key);
        Ok(at.map_or_else(|_| IndexBlock::default(), |at| self.0.blocks[at].1.clone()))
    }

    fn name_count(&mut self, name: u64) -> Result<u64, Infallible> {
        let at = self.0.names.binary_search_by_key(&name, |(name, _)| *name);
        Ok(at.map_or(0, |at| self.0.names[at].1))
    }

    fn lineage(&mut self, entry: u32) -> Result<u32, Infallible> {
        Ok(self.0.entries[entry as usize].1)
    }
}

/// What a lookup can state of a report.
fn stated(report: &NgoReport) -> NgoReport {
    NgoReport {
        received: report.cohort_date(),
        hand_over: None,
        suspected: Vec::new(),
        narrative: None,
        persons: report.persons.iter().take(1).cloned().collect(),
        ..report.clone()
    }
}

fn same_as_in_the_run(fixture: &str) {
    let reference = embedded().unwrap();
    let scenario = Scenario::fixture(fixture, &reference);
    let reports: Vec<NgoReport> = scenario.reports.iter().map(stated).collect();
    let options =
        LinkOptions { as_of: Some("2026-06-30".parse().unwrap()), ..LinkOptions::default() };
    let register = &scenario.register;
    let searched = Register::of(register).unwrap();
    let run =
        linkage::link_ngo_register(&reports, &searched, &reference, &options, &|_| ()).unwrap();
    let index = RegisterIndex::of(&reports, &searched, &reference, &options, &run).unwrap();
    let by_id: BTreeMap<_, &CrimeRecord> = register.iter().map(|one| (&one.id, one)).collect();
    let lookup = Lookup::new(&reference, &options, index.head.clone()).unwrap();
    let mut index = InMemory(index);
    let mut linked = 0;
    for report in &reports {
        let Ok(found) = lookup.find(report, &mut index);
        let ids = found.iter().map(|one| &index.0.entries[one.entry as usize].0);
        let entries: Vec<CrimeRecord> = ids.map(|id| by_id[id].clone()).collect();
        let Ok(answer) = lookup.answer(report, &found, &entries, &mut index);
        let decision = run.decision(&report.id).unwrap();
        assert_eq!(answer.candidates, decision.candidates, "{}", report.id);
        assert_eq!(answer.none_probability.to_bits(), decision.none_probability.to_bits());
        assert_eq!((answer.status, &answer.target), (decision.status, &decision.target));
        assert_eq!(answer.identifiability, decision.identifiability);
        linked += usize::from(answer.target.is_some());
    }
    assert!(linked > 5, "{linked} of {} reports have a target", reports.len());
}

#[test]
fn a_lookup_says_what_the_run_says_of_tiny() {
    same_as_in_the_run("tiny");
}

#[test]
fn a_lookup_says_what_the_run_says_of_demo() {
    same_as_in_the_run("demo");
}
