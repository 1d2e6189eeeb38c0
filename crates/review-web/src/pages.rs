//! The pages as templates take them. Reach for the functions here with a [`Desk`]; every text is
//! escaped by the template engine, and nothing is computed that the desk does not know.

use std::collections::BTreeSet;

use askama::Template;
use clerical_review::protocol::{CATEGORIES, Confusion, between_readers, within_reader};
use clerical_review::{
    Agreement, Answer, Coefficient, Purpose, ReviewDecision, Role, StopRule, UndecidedReason,
};
use records::RecordId;
use reporting::{InWords, ReportingError};

use crate::card::{Pen, Row, Shown, rows};
use crate::desk::{Desk, KIND};
use crate::texts::Texts;

/// Why a page could not be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PageError {
    #[error(transparent)]
    Words(#[from] ReportingError),
    #[error(transparent)]
    Template(#[from] askama::Error),
    #[error("no such card")]
    NoCard,
}

type Page = Result<String, PageError>;

/// How far the work has come.
struct Progress {
    open: usize,
    done: usize,
    gap: String,
    forecast: String,
}

struct Head<'d> {
    number: usize,
    id: &'d str,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "card.html")]
struct CardPage<'d> {
    t: &'d Texts,
    left: &'d str,
    title: String,
    progress: Progress,
    heads: Vec<Head<'d>>,
    rows: Vec<Row>,
    reasons: Vec<(usize, &'static str, String)>,
    others: Vec<(String, String, String)>,
    seen: usize,
    own: Option<String>,
    adverse: bool,
}

#[derive(Template)]
#[template(path = "saved.html")]
struct SavedPage<'d> {
    t: &'d Texts,
    left: &'d str,
    id: String,
    answer: String,
    others: Vec<(String, String, String)>,
    waterfalls: Vec<Waterfall<'d>>,
    none: String,
    missing: Vec<String>,
}

struct Waterfall<'d> {
    number: usize,
    id: &'d str,
    probability: String,
    total: String,
    rows: Vec<[String; 4]>,
}

#[derive(Template)]
#[template(path = "done.html")]
struct DonePage<'d> {
    t: &'d Texts,
    progress: Progress,
    adjudicates: bool,
}

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage<'d> {
    t: &'d Texts,
    heading: String,
    query: &'d str,
    office: &'d str,
    offices: BTreeSet<String>,
    rows: Vec<ListRow>,
    found: usize,
    apply: Option<Apply>,
}

struct ListRow {
    id: String,
    about: String,
    office: String,
}

/// What a bulk decision can say to exactly these cards: code, reason, words.
struct Apply {
    ids: String,
    choices: Vec<(&'static str, &'static str, String)>,
}

#[derive(Template)]
#[template(path = "history.html")]
struct HistoryPage<'d> {
    t: &'d Texts,
    rows: Vec<HistoryRow>,
}

struct HistoryRow {
    id: String,
    left: String,
    when: String,
    answer: String,
    holds: bool,
    undoes: usize,
}

#[derive(Template)]
#[template(path = "agreement.html")]
struct AgreementPage<'d> {
    t: &'d Texts,
    blocks: Vec<AgreementBlock>,
}

struct AgreementBlock {
    title: String,
    pairs: u64,
    header: Vec<String>,
    table: Vec<(String, Vec<u64>)>,
    coefficients: Vec<[String; 3]>,
}

fn pen<'d>(desk: &'d Desk, t: &'d Texts) -> Result<Pen<'d>, PageError> {
    let words = InWords::new(t.language, &desk.input.reference)?;
    Ok(Pen { desk, texts: t, words })
}

fn progress(desk: &Desk, pen: &Pen<'_>) -> Progress {
    let t = pen.texts;
    let open = desk.tasks().len();
    let mine = |entry: &&ReviewDecision| {
        entry.reviewer == desk.input.reviewer
            && !matches!(entry.answer, Answer::Withdraw(_) | Answer::Skip)
    };
    let done = desk.ledger.active().into_iter().filter(mine).count();
    let Some(estimate) = desk.estimate() else {
        return Progress { open, done, gap: t.get("gap-none"), forecast: String::new() };
    };
    let (share, low, high) = estimate.interval();
    let percent = |share| pen.words.percent(share, 1);
    let gap = t.with(
        "gap",
        &[("share", &percent(share)), ("low", &percent(low)), ("high", &percent(high))],
    );
    let rule = StopRule::default();
    let stop = estimate.stop(rule);
    let points = |share: f64| pen.words.decimal(share * 100.0, 1);
    let gain = points(stop.gain_of_next);
    let target = points(rule.half_width);
    let reviews = estimate.reviews_to(rule.half_width).map(|reviews| reviews.to_string());
    let forecast = match reviews {
        _ if stop.stop => t.with("forecast-stop", &[("gain", &gain)]),
        Some(reviews) => {
            t.with("forecast", &[("reviews", &reviews), ("target", &target), ("gain", &gain)])
        }
        None => t.with("forecast-never", &[("target", &target), ("gain", &gain)]),
    };
    Progress { open, done, gap, forecast }
}

fn shown<'d>(desk: &'d Desk, left: &RecordId) -> Vec<Shown<'d>> {
    let candidates = desk.candidates(left).into_iter();
    candidates.filter_map(|one| Some((one, desk.entry(&one.right)?))).collect()
}

/// What a decision says, in words; candidates by their number on the card.
fn answer(desk: &Desk, t: &Texts, entry: &ReviewDecision) -> String {
    match &entry.answer {
        Answer::Link(right) => {
            let candidates = desk.candidates(&entry.left);
            let at = candidates.iter().position(|one| one.right == *right).map_or(0, |at| at + 1);
            let number = if at == 0 { String::new() } else { format!("{at} · ") };
            t.with("said-link", &[("target", &format!("{number}{right}"))])
        }
        Answer::NotLink => t.get("said-not-link"),
        Answer::CannotDecide(reason) => {
            let reason = t.get(&format!("reason-{}", reason.code()));
            t.with("said-cannot-decide", &[("reason", &reason)])
        }
        Answer::Skip => t.get("said-skip"),
        Answer::Withdraw(ids) => t.with("said-withdraw", &[("count", &ids.len().to_string())]),
    }
}

fn others(desk: &Desk, t: &Texts, left: &RecordId, named: bool) -> Vec<(String, String, String)> {
    let label = |at: usize| t.with("reader", &[("letter", ["A", "B", "C", "D"][at.min(3)])]);
    let told = desk.others(left).into_iter().enumerate().map(|(at, entry)| {
        let who = if named { entry.reviewer.clone() } else { label(at) };
        (who, answer(desk, t, entry), entry.note.expose().clone())
    });
    told.collect()
}

/// The card of a report, blind. `None` serves what is next.
pub(crate) fn card(desk: &Desk, t: &Texts, left: Option<&RecordId>) -> Page {
    let pen = pen(desk, t)?;
    let next = desk.tasks().into_iter().next().map(|task| task.left);
    let Some(left) = left.or(next.as_ref()) else {
        let adjudicates = desk.input.role == Role::Adjudicator;
        let progress = progress(desk, &pen);
        return Ok(DonePage { t, progress, adjudicates }.render()?);
    };
    let served = desk.tasks().iter().any(|task| task.left == *left) || desk.own(left).is_some();
    let report = desk.report(left).filter(|_| served).ok_or(PageError::NoCard)?;
    let shown = shown(desk, left);
    let rereads =
        desk.tasks().iter().any(|task| task.left == *left && task.purpose == Purpose::Reread);
    // A rereading is served as if for the first time.
    let own = desk.own(left).filter(|_| !rereads);
    let heads = shown.iter().enumerate().map(|(at, (one, _))| Head {
        number: at + 1,
        id: one.right.as_str(),
        chosen: own.is_some_and(|own| own.answer == Answer::Link(one.right.clone())),
    });
    let source = left.as_str().split(':').next().unwrap_or_default();
    let reasons = UndecidedReason::ALL.iter().enumerate();
    let adjudicates = desk.input.role == Role::Adjudicator;
    Ok(CardPage {
        t,
        left: left.as_str(),
        title: desk.input.sources.get(source).cloned().unwrap_or_default(),
        progress: progress(desk, &pen),
        heads: heads.collect(),
        rows: rows(&pen, report, &shown)?,
        reasons: reasons
            .map(|(at, one)| (at + 1, one.code(), t.get(&format!("reason-{}", one.code()))))
            .collect(),
        others: if adjudicates { others(desk, t, left, false) } else { Vec::new() },
        seen: desk.ledger.history().len(),
        own: own.map(|own| answer(desk, t, own)),
        adverse: desk.input.counted.contains(left),
    }
    .render()?)
}

/// What is shown after one's own answer: the waterfall of every candidate, and the others.
pub(crate) fn saved(desk: &Desk, t: &Texts, left: &RecordId) -> Page {
    let pen = pen(desk, t)?;
    let own = desk.own(left).ok_or(PageError::NoCard)?;
    let machine = desk.machine(left).ok_or(PageError::NoCard)?;
    let mut waterfalls = Vec::new();
    for (at, candidate) in desk.candidates(left).into_iter().enumerate() {
        let words = pen.words.evidence(&candidate.evidence)?;
        let mut sum = 0.0;
        let told = candidate.evidence.iter().zip(words).map(|(one, (comparison, level))| {
            sum += one.weight.bits();
            let bits = pen.words.signed(one.weight.bits(), 2);
            [comparison, level, bits, pen.words.signed(sum, 2)]
        });
        waterfalls.push(Waterfall {
            number: at + 1,
            id: candidate.right.as_str(),
            rows: told.collect(),
            probability: pen.words.percent(candidate.probability, 1),
            total: pen.words.signed(candidate.weight.bits(), 2),
        });
    }
    // An adverse answer is named in no list before it has a document and a second reader.
    let mut missing = Vec::new();
    if own.answer == Answer::NotLink && desk.input.counted.contains(left) {
        if own.evidence.is_none() {
            missing.push(t.get("needs-evidence"));
        }
        if desk.others(left).is_empty() {
            missing.push(t.get("needs-second"));
        }
    }
    let named = desk.input.role == Role::Reader;
    Ok(SavedPage {
        t,
        left: left.as_str(),
        id: own.id.to_string(),
        answer: answer(desk, t, own),
        others: others(desk, t, left, named),
        waterfalls,
        none: pen.words.percent(machine.none_probability, 1),
        missing,
    }
    .render()?)
}

/// What of a report the list shows and search looks through.
fn about(desk: &Desk, id: &RecordId) -> Option<(String, String)> {
    let report = desk.report(id)?;
    let names = report.persons.iter().flat_map(|person| &person.names).map(crate::card::written);
    let names: Vec<String> = names.collect();
    let office = report.hand_over.as_ref().and_then(|one| one.addressee.clone());
    Some((names.join(", "), office.unwrap_or_default()))
}

/// The cards to be done, filtered by words and by the body they were handed to.
pub(crate) fn queue(desk: &Desk, t: &Texts, query: &str, office: &str) -> Page {
    let sounds = |text: &str| -> Vec<String> {
        text.split_whitespace().map(|word| desk.fold.k1(word)).filter(|k| !k.is_empty()).collect()
    };
    let wanted = sounds(query);
    let mut offices = BTreeSet::new();
    let mut rows = Vec::new();
    for task in desk.tasks() {
        let Some((names, body)) = about(desk, &task.left) else { continue };
        offices.insert(body.clone());
        let all = sounds(&names);
        let by_name = wanted.iter().all(|word| all.iter().any(|own| own.starts_with(word)));
        let by_id = task.left.as_str().contains(query.trim());
        if (by_id || (by_name && !wanted.is_empty())) && (office.is_empty() || office == body) {
            rows.push(ListRow { id: task.left.to_string(), about: names, office: body });
        }
    }
    offices.remove("");
    let found = rows.len();
    rows.truncate(LISTED);
    let heading = t.get("queue");
    Ok(ListPage { t, heading, query, office, offices, rows, found, apply: None }.render()?)
}

/// Rows of one list; a search narrows longer ones.
const LISTED: usize = 200;

/// The cards a bulk decision would change, all of them, and the answers it can give.
pub(crate) fn bulk(desk: &Desk, t: &Texts, left: &RecordId) -> Page {
    let ids = desk.identical(left);
    let rows = ids.iter().filter_map(|id| {
        let (about, office) = about(desk, id)?;
        Some(ListRow { id: id.to_string(), about, office })
    });
    let rows: Vec<ListRow> = rows.collect();
    let mut choices = vec![(Answer::NotLink.code(), "", t.get("said-not-link"))];
    choices.extend(UndecidedReason::ALL.iter().map(|reason| {
        let words = t.get(&format!("reason-{}", reason.code()));
        let said = t.with("said-cannot-decide", &[("reason", &words)]);
        (Answer::CannotDecide(*reason).code(), reason.code(), said)
    }));
    let ids = ids.iter().map(RecordId::as_str).collect::<Vec<_>>().join("\n");
    let (found, heading) = (rows.len(), t.get("bulk"));
    let (query, office, offices) = ("", "", BTreeSet::new());
    let apply = Some(Apply { ids, choices });
    Ok(ListPage { t, heading, query, office, offices, rows, found, apply }.render()?)
}

/// One's own decisions, the latest first.
pub(crate) fn history(desk: &Desk, t: &Texts) -> Page {
    let active: BTreeSet<&str> = desk.ledger.active().iter().map(|entry| &*entry.id.0).collect();
    let own = desk.ledger.history().iter().rev().filter(|e| e.reviewer == desk.input.reviewer);
    let rows = own.take(LISTED).map(|entry| HistoryRow {
        id: entry.id.to_string(),
        left: entry.left.to_string(),
        when: entry.decided_at.clone(),
        answer: answer(desk, t, entry),
        holds: active.contains(&*entry.id.0),
        undoes: desk.ledger.undoes(&entry.id).len(),
    });
    Ok(HistoryPage { t, rows: rows.collect() }.render()?)
}

/// How readers agree with one another and with themselves.
pub(crate) fn agreement(desk: &Desk, t: &Texts) -> Page {
    let both = between_readers(&desk.ledger, KIND);
    let own = within_reader(&desk.ledger, KIND, &desk.input.reviewer);
    let words = pen(desk, t)?.words;
    let blocks = vec![block(t, &words, "between", &both), block(t, &words, "within", &own)];
    Ok(AgreementPage { t, blocks }.render()?)
}

fn block(
    t: &Texts,
    words: &InWords<'_>,
    key: &str,
    (table, found): &(Confusion, Agreement),
) -> AgreementBlock {
    let categories: Vec<String> =
        CATEGORIES.iter().map(|code| t.get(&format!("category-{code}"))).collect();
    let rows = categories.iter().cloned().zip(table.iter().map(|row| row.to_vec()));
    let value = |name: &str, one: Option<Coefficient>| {
        let shown = |value| words.decimal(value, 3);
        let range = |c: Coefficient| format!("{} – {}", shown(c.interval.0), shown(c.interval.1));
        let none = || t.get("not-defined");
        let estimate = one.map_or_else(none, |c| shown(c.value));
        [t.get(name), estimate, one.map_or_else(String::new, range)]
    };
    AgreementBlock {
        title: t.get(&format!("agreement-{key}")),
        pairs: found.pairs,
        table: rows.collect(),
        header: categories,
        coefficients: vec![
            value("agreement-observed", found.observed),
            value("agreement-kappa", found.kappa),
            value("agreement-ac1", found.ac1),
            value("agreement-pabak", found.pabak),
        ],
    }
}
