//! One reviewer at work on one project: what is served next, and what each answer does. Reach for
//! [`Desk`]; it knows no HTTP. Whatever it reports as saved is in the store, synced.

use std::collections::{BTreeMap, BTreeSet};

use clerical_review::{
    Answer, DecisionId, EvidenceReference, GapEstimate, Ledger, Protocol, Purpose, Queue,
    QueueItem, ReviewDecision, Role, Shown, ShownCandidate, Task, value_order,
};
use fuzzy_matching::fold::Fold;
use linkage::{Candidate, Decision, LinkKind, LinkSet};
use records::{CrimeRecord, NgoReport, RecordId, Reference, Sensitive};
use store::{ProjectStore, Store, StoreError};

use crate::outside::Outside;
use crate::romanise::Letters;

/// What a review starts from.
#[derive(Debug)]
pub struct DeskInput {
    /// Reports of the current deliveries, sorted by id.
    pub reports: Vec<NgoReport>,
    /// The crime register, sorted by id.
    pub register: Vec<CrimeRecord>,
    /// Members of every entry's lineage.
    pub lineages: BTreeMap<RecordId, Vec<RecordId>>,
    /// Reports against the register.
    pub links: LinkSet,
    /// Hash of what the links were made from.
    pub links_hash: String,
    /// Reference data.
    pub reference: Reference,
    /// Titles of the sources by id.
    pub sources: BTreeMap<String, String>,
    /// Reports in the denominator of the gap rate.
    pub counted: BTreeSet<RecordId>,
    /// The audit sample in its random order; the work queue is served where `None`.
    pub audit: Option<Vec<RecordId>>,
    /// Who reviews.
    pub reviewer: String,
    /// What they came to do.
    pub role: Role,
}

/// One reviewer at work.
pub(crate) struct Desk {
    pub(crate) input: DeskInput,
    pub(crate) fold: Fold,
    pub(crate) letters: Letters,
    pub(crate) ledger: Ledger,
    protocol: Protocol,
    order: Vec<QueueItem>,
    lefts: Vec<RecordId>,
    store: ProjectStore,
}

/// Why an answer was not taken.
#[derive(Debug)]
pub(crate) enum Refused {
    /// The record or candidate is not one that is being served.
    Unknown,
    /// The card was answered in another window since it was shown.
    Stale,
    /// The store refused.
    Store(StoreError),
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// An answer as the page sends it.
#[derive(Debug)]
pub(crate) struct Given {
    pub(crate) left: RecordId,
    pub(crate) answer: Answer,
    pub(crate) note: Sensitive<String>,
    pub(crate) evidence: Option<EvidenceReference>,
    /// Length of the ledger when the card was shown.
    pub(crate) seen: usize,
}

/// The kind of link that is reviewed.
pub(crate) const KIND: LinkKind = LinkKind::NgoRegister;

impl Desk {
    /// A desk over what the store holds.
    pub(crate) async fn new(input: DeskInput, mut store: ProjectStore) -> Result<Self, StoreError> {
        let ledger = Ledger::new(store.review_decisions().await?).knowing(&input.lineages);
        let weight = |id: &RecordId| f64::from(u8::from(input.counted.contains(id)));
        let order = value_order(&input.links, weight);
        let lefts = match &input.audit {
            Some(sample) => sample.clone(),
            None => order.iter().map(|item| item.left.clone()).collect(),
        };
        Ok(Self {
            fold: Fold::new(&input.reference),
            letters: Letters::shipped(),
            ledger,
            protocol: Protocol::default(),
            order,
            lefts,
            store,
            input,
        })
    }

    /// What is to be done, the next first.
    pub(crate) fn tasks(&self) -> Vec<Task> {
        let who = (self.input.reviewer.as_str(), self.input.role);
        self.protocol.worklist(&self.ledger, (KIND, &self.lefts), who)
    }

    /// The estimate of the gap by now.
    pub(crate) fn estimate(&self) -> Option<GapEstimate> {
        let weight = |id: &RecordId| f64::from(u8::from(self.input.counted.contains(id)));
        GapEstimate::new(&self.input.links, &self.ledger, &self.order, weight)
    }

    pub(crate) fn report(&self, id: &RecordId) -> Option<&NgoReport> {
        let reports = &self.input.reports;
        reports.binary_search_by(|report| report.id.cmp(id)).ok().map(|at| &reports[at])
    }

    pub(crate) fn entry(&self, id: &RecordId) -> Option<&CrimeRecord> {
        let register = &self.input.register;
        register.binary_search_by(|record| record.id.cmp(id)).ok().map(|at| &register[at])
    }

    /// The candidates of a card by id: their order says nothing of what the machine thinks.
    pub(crate) fn candidates(&self, left: &RecordId) -> Vec<&Candidate> {
        let decision = self.input.links.decision(left);
        let mut candidates: Vec<&Candidate> =
            decision.into_iter().flat_map(|decision| &decision.candidates).collect();
        candidates.sort_by(|a, b| a.right.cmp(&b.right));
        candidates
    }

    /// The machine's decision; shown only after one's own.
    pub(crate) fn machine(&self, left: &RecordId) -> Option<&Decision> {
        self.input.links.decision(left)
    }

    /// The reviewer's own answer to a card that holds, if there is one.
    pub(crate) fn own(&self, left: &RecordId) -> Option<&ReviewDecision> {
        self.ledger.active().into_iter().rev().find(|entry| {
            entry.left == *left
                && entry.kind == KIND
                && entry.reviewer == self.input.reviewer
                && !matches!(entry.answer, Answer::Withdraw(_) | Answer::Skip)
        })
    }

    /// What others answered to a card; for after one's own answer, or for adjudicating.
    pub(crate) fn others(&self, left: &RecordId) -> Vec<&ReviewDecision> {
        let mut others: BTreeMap<&str, &ReviewDecision> = BTreeMap::new();
        for entry in self.ledger.active() {
            let answers = !matches!(entry.answer, Answer::Withdraw(_) | Answer::Skip);
            let other = entry.reviewer != self.input.reviewer && entry.purpose == Purpose::Reading;
            if entry.left == *left && entry.kind == KIND && answers && other {
                others.insert(&entry.reviewer, entry);
            }
        }
        others.into_values().collect()
    }

    /// Saves an answer. The capacity follows from what is due: a card that is served as a
    /// rereading is answered as one.
    pub(crate) async fn decide(
        &mut self,
        given: Given,
        outside: &Outside,
    ) -> Result<DecisionId, Refused> {
        let changed = self.ledger.history().iter().skip(given.seen).any(|e| e.left == given.left);
        if changed {
            return Err(Refused::Stale);
        }
        let entry = self.entry_of(given, None, outside)?;
        let id = entry.id.clone();
        self.save(vec![entry]).await?;
        Ok(id)
    }

    /// Saves one answer to several cards in one stroke.
    pub(crate) async fn decide_all(
        &mut self,
        all: Vec<Given>,
        outside: &Outside,
    ) -> Result<usize, Refused> {
        let batch = (outside.secret)();
        let entries: Vec<ReviewDecision> = all
            .into_iter()
            .map(|given| self.entry_of(given, Some(&batch), outside))
            .collect::<Result<_, _>>()?;
        let saved = entries.len();
        self.save(entries).await?;
        Ok(saved)
    }

    fn entry_of(
        &self,
        given: Given,
        batch: Option<&str>,
        outside: &Outside,
    ) -> Result<ReviewDecision, Refused> {
        let candidates = self.candidates(&given.left);
        let is_candidate = |right: &RecordId| candidates.iter().any(|one| one.right == *right);
        let answerable = match &given.answer {
            Answer::Link(right) => is_candidate(right),
            Answer::Withdraw(_) => false,
            Answer::NotLink | Answer::CannotDecide(_) | Answer::Skip => true,
        };
        // A card that is not due may be answered again by whoever answered it: that supersedes.
        let due = self.tasks().into_iter().find(|task| task.left == given.left);
        let purpose = match (due, self.own(&given.left)) {
            (Some(task), _) => task.purpose,
            (None, Some(own)) => own.purpose.clone(),
            (None, None) => return Err(Refused::Unknown),
        };
        if !answerable {
            return Err(Refused::Unknown);
        }
        Ok(self.signed(given, purpose, &candidates, batch, outside))
    }

    fn signed(
        &self,
        given: Given,
        purpose: Purpose,
        candidates: &[&Candidate],
        batch: Option<&str>,
        outside: &Outside,
    ) -> ReviewDecision {
        ReviewDecision {
            id: (outside.secret)().as_str().into(),
            kind: KIND,
            left: given.left,
            answer: given.answer,
            purpose,
            queue: if self.input.audit.is_some() { Queue::Audit } else { Queue::Work },
            reviewer: self.input.reviewer.clone(),
            decided_at: (outside.now)(),
            shown: Shown {
                links: self.input.links_hash.clone(),
                candidates: candidates
                    .iter()
                    .map(|one| ShownCandidate {
                        right: one.right.clone(),
                        weight: one.weight,
                        probability: one.probability,
                    })
                    .collect(),
            },
            note: given.note,
            evidence: given.evidence,
            batch: batch.map(str::to_owned),
        }
    }

    /// Withdraws an entry of one's own with what depends on it; the latest where none is named.
    /// Gives the record to return to.
    pub(crate) async fn undo(
        &mut self,
        id: Option<&DecisionId>,
        outside: &Outside,
    ) -> Result<Option<RecordId>, Refused> {
        let reviewer = &self.input.reviewer;
        let entry = match id {
            Some(id) => self.ledger.find(id).filter(|entry| entry.reviewer == *reviewer),
            None => self.ledger.last_of(reviewer),
        };
        self.withdraw(entry.cloned(), outside).await
    }

    /// Takes the latest undo back.
    pub(crate) async fn redo(&mut self, outside: &Outside) -> Result<Option<RecordId>, Refused> {
        let entry = self.ledger.redoable(&self.input.reviewer).cloned();
        self.withdraw(entry, outside).await
    }

    async fn withdraw(
        &mut self,
        entry: Option<ReviewDecision>,
        outside: &Outside,
    ) -> Result<Option<RecordId>, Refused> {
        let Some(entry) = entry else { return Ok(None) };
        let undone = self.ledger.undoes(&entry.id);
        if undone.is_empty() {
            return Ok(None);
        }
        let given = Given {
            left: entry.left.clone(),
            answer: Answer::Withdraw(undone),
            note: Sensitive::default(),
            evidence: None,
            seen: 0,
        };
        let withdrawal = self.signed(given, Purpose::Reading, &[], None, outside);
        self.save(vec![withdrawal]).await?;
        Ok(Some(entry.left))
    }

    /// The store first: what is not kept did not happen.
    async fn save(&mut self, entries: Vec<ReviewDecision>) -> Result<(), Refused> {
        self.store.append_review_decisions(&entries).await?;
        for entry in entries {
            self.ledger.append(entry);
        }
        Ok(())
    }

    /// Cards to be done whose candidates agree with theirs in exactly the same way, the given one
    /// first: the same levels of the same comparisons, candidate by candidate.
    pub(crate) fn identical(&self, left: &RecordId) -> Vec<RecordId> {
        let pattern = |left: &RecordId| -> Vec<Vec<(String, String)>> {
            let mut all: Vec<Vec<(String, String)>> = self
                .candidates(left)
                .iter()
                .map(|one| {
                    let levels = one.evidence.iter();
                    levels.map(|e| (e.comparison.to_string(), e.level.to_string())).collect()
                })
                .collect();
            all.sort();
            all
        };
        let wanted = pattern(left);
        let others = self.tasks().into_iter().filter(|task| {
            task.purpose == Purpose::Reading && task.left != *left && pattern(&task.left) == wanted
        });
        std::iter::once(left.clone()).chain(others.map(|task| task.left)).collect()
    }
}
