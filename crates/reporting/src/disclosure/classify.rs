//! The populations that the public level counts. Reach for [`reports`] and [`entries`]: each case
//! gets one value per classification, merged values a coarser classification of their own.

use std::collections::BTreeMap;

use attrition::{Cohort, ExitKind, Finding, Rung, Stage};
use records::Reference;
use records::reference::PlaceLevel;

use super::facts::{EntryFacts, GroundFact, Outcome, ReportFacts, Row, Standing};
use super::population::{Dimension, Nesting, Population, Shape};
use super::system::Role;

/// Said of a case whose place or year is not known.
pub(crate) const UNKNOWN: &str = "unknown";
/// Between the codes of values that are shown as one.
pub(crate) const MERGED: char = '+';
/// Between the way out and its ground.
pub(crate) const GROUND: char = ':';

/// Values of a classification that are shown as one, in groups; a value in no group stays alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merges {
    /// Oblast codes.
    pub oblast: Vec<Vec<String>>,
    /// Years.
    pub year: Vec<Vec<String>>,
}

/// How much dearer the counts of the headline are: whether reports are in the register.
const HEADLINE_WEIGHT: f64 = 10.0;

const fn shape(class: usize, group: Option<usize>, role: Role) -> Shape {
    Shape { class, group, role, weight: 1.0 }
}

/// A population in the making.
struct Classified {
    population: Population,
}

impl Classified {
    fn new(unit: &'static str, cases: usize) -> Self {
        Self {
            population: Population {
                unit,
                dimensions: Vec::new(),
                cases: vec![Vec::new(); cases],
                nestings: Vec::new(),
                shapes: Vec::new(),
                excluded: Vec::new(),
            },
        }
    }

    /// Adds a classification with these values; `of` is the value of each case.
    fn classify(
        &mut self,
        code: &'static str,
        values: Vec<String>,
        of: impl IntoIterator<Item = usize>,
    ) -> usize {
        for (case, value) in self.population.cases.iter_mut().zip(of) {
            case.push(value);
        }
        self.population.dimensions.push(Dimension { code, values });
        self.population.dimensions.len() - 1
    }

    /// Adds the coarser classification that merging makes of one, and says which is to be shown.
    fn merge(&mut self, fine: usize, groups: &[Vec<String>]) -> usize {
        if groups.is_empty() {
            return fine;
        }
        let code = self.population.dimensions[fine].code;
        let values = self.population.dimensions[fine].values.clone();
        let mut merged: Vec<String> = Vec::new();
        let parent: Vec<usize> = values
            .iter()
            .map(|value| {
                let group = groups.iter().find(|group| group.contains(value));
                let name = group.map_or_else(
                    || value.clone(),
                    |group| {
                        let known: Vec<&str> = values
                            .iter()
                            .filter(|value| group.contains(value))
                            .map(String::as_str)
                            .collect();
                        known.join(&MERGED.to_string())
                    },
                );
                merged.iter().position(|known| *known == name).unwrap_or_else(|| {
                    merged.push(name);
                    merged.len() - 1
                })
            })
            .collect();
        let of: Vec<usize> = self.population.cases.iter().map(|case| parent[case[fine]]).collect();
        let coarse = self.classify(code, merged, of);
        self.population.nestings.push(Nesting { fine, coarse, parent });
        coarse
    }

    /// A table by a group; the unmerged one is counted too, unshown.
    fn tabulate(&mut self, class: usize, fine: usize, shown: usize) {
        let shapes = &mut self.population.shapes;
        shapes.push(shape(class, Some(shown), Role::Shown));
        if shown != fine {
            shapes.push(shape(class, Some(fine), Role::Unshown));
        }
    }

    /// Ties classifications by the combinations of them that occur: whoever knows which do is
    /// assumed to use it.
    fn tie(&mut self, dimensions: &[usize]) {
        let mut known: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
        let combination = |case: &Vec<usize>| -> Vec<usize> {
            dimensions.iter().map(|dimension| case[*dimension]).collect()
        };
        for case in &self.population.cases {
            let next = known.len();
            known.entry(combination(case)).or_insert(next);
        }
        let of: Vec<usize> =
            self.population.cases.iter().map(|case| known[&combination(case)]).collect();
        let values = (0..known.len()).map(|value| value.to_string()).collect();
        let fine = self.classify("combination", values, of);
        for (at, coarse) in dimensions.iter().enumerate() {
            let mut parent = vec![0; known.len()];
            for (combination, value) in &known {
                parent[*value] = combination[at];
            }
            self.population.nestings.push(Nesting { fine, coarse: *coarse, parent });
        }
        self.population.shapes.push(shape(fine, None, Role::Tie));
    }
}

/// Oblasts of the reference data and one value for the unknown, with the value of a row.
fn oblasts(reference: &Reference) -> (Vec<String>, impl Fn(Option<Row>) -> usize + use<'_>) {
    let is_oblast = |at: usize| reference.places[at].level == PlaceLevel::Oblast;
    let rows: Vec<usize> = (0..reference.places.len()).filter(|at| is_oblast(*at)).collect();
    let mut values: Vec<String> =
        rows.iter().map(|at| reference.places[*at].code.clone()).collect();
    values.push(UNKNOWN.to_owned());
    let value = move |row: Option<Row>| {
        let found = row.and_then(|row| rows.iter().position(|at| *at == row.0));
        found.unwrap_or(rows.len())
    };
    (values, value)
}

fn codes<T>(all: impl IntoIterator<Item = T>, code: impl Fn(T) -> &'static str) -> Vec<String> {
    all.into_iter().map(|one| code(one).to_owned()).collect()
}

/// Position of a value in a list that holds it.
fn position<T: PartialEq>(all: &[T], value: &T) -> usize {
    all.iter().position(|one| one == value).unwrap_or(0)
}

/// Reports: by finding, by rung, by place and by year of hand-over.
pub(crate) fn reports(
    facts: &[ReportFacts],
    cohort: &Cohort,
    reference: &Reference,
    merges: &Merges,
) -> Population {
    let mut made = Classified::new("reports", facts.len());
    let of = facts.iter().map(|case| position(&Finding::ALL, &case.finding));
    let finding = made.classify("finding", codes(Finding::ALL, Finding::code), of);
    let (values, value) = oblasts(reference);
    let oblast = made.classify("oblast", values, facts.iter().map(|case| value(case.oblast)));
    let years: Vec<i16> = (cohort.from.year()..=cohort.to.year()).collect();
    let mut values: Vec<String> = years.iter().map(i16::to_string).collect();
    values.push(UNKNOWN.to_owned());
    let of = facts.iter().map(|case| {
        let known = case.year.and_then(|year| years.iter().position(|one| *one == year));
        known.unwrap_or(years.len())
    });
    let year = made.classify("year", values, of);
    let mut tied = vec![finding];
    for (at, rung) in Rung::ALL.into_iter().enumerate() {
        let of = facts.iter().map(|case| position(&Standing::ALL, &case.rungs[at]));
        let at = made.classify(rung.code(), codes(Standing::ALL, Standing::code), of);
        let weight = if rung == Rung::Registered { HEADLINE_WEIGHT } else { 1.0 };
        let shape = shape(at, None, Role::Shown);
        made.population.shapes.push(Shape { weight, ..shape });
        tied.push(at);
    }
    made.tie(&tied);
    let region = made.merge(oblast, &merges.oblast);
    let period = made.merge(year, &merges.year);
    made.tabulate(finding, oblast, region);
    made.tabulate(finding, year, period);
    made.population
}

/// Entries: by how they ended, on what ground, how far they came, and by place.
pub(crate) fn entries(facts: &[EntryFacts], reference: &Reference, merges: &Merges) -> Population {
    let mut made = Classified::new("entries", facts.len());
    let outcomes: Vec<Outcome> = Outcome::all().collect();
    let of = facts.iter().map(|case| position(&outcomes, &case.outcome));
    let outcome = made.classify("outcome", codes(Outcome::all(), Outcome::code), of);
    let (values, value) = oblasts(reference);
    let oblast = made.classify("oblast", values, facts.iter().map(|case| value(case.oblast)));
    let stages: Vec<Stage> = Stage::ALL.into_iter().filter(|at| *at >= Stage::Journal).collect();
    let of = facts.iter().map(|case| position(&stages, &case.stage));
    let stage = made.classify("stage", codes(stages.iter().copied(), Stage::code), of);
    grounds(&mut made, facts, &outcomes, outcome, reference);
    let region = made.merge(oblast, &merges.oblast);
    made.tabulate(outcome, oblast, region);
    made.tabulate(outcome, stage, stage);
    for (at, reached) in stages.iter().enumerate() {
        let before_judgment = *reached < Stage::FirstInstance;
        for (outcome_at, kind) in outcomes.iter().enumerate() {
            let never = match kind {
                Outcome::Completed => *reached != Stage::InForce,
                Outcome::Exited(ExitKind::Acquitted) => before_judgment,
                _ => false,
            };
            if never {
                made.population.excluded.push(vec![(outcome, outcome_at), (stage, at)]);
            }
        }
    }
    made.population
}

/// The grounds of each way out that occur, each within its way out.
fn grounds(
    made: &mut Classified,
    facts: &[EntryFacts],
    outcomes: &[Outcome],
    outcome: usize,
    reference: &Reference,
) {
    let mut occurring: BTreeMap<(Outcome, GroundFact), usize> =
        outcomes.iter().map(|outcome| ((*outcome, GroundFact::NotStated), 0)).collect();
    for case in facts {
        occurring.insert((case.outcome, case.ground), 0);
    }
    for (at, value) in occurring.values_mut().enumerate() {
        *value = at;
    }
    let values = occurring.keys().map(|(outcome, ground)| match ground {
        GroundFact::Listed(row) => {
            format!("{}{GROUND}{}", outcome.code(), reference.grounds[row.0].code)
        }
        GroundFact::NotStated => format!("{}{GROUND}", outcome.code()),
    });
    let values = values.collect();
    let of = facts.iter().map(|case| occurring[&(case.outcome, case.ground)]);
    let ground = made.classify("ground", values, of);
    let parent = occurring.keys().map(|(outcome, _)| position(outcomes, outcome)).collect();
    made.population.nestings.push(Nesting { fine: ground, coarse: outcome, parent });
    made.population.shapes.push(shape(ground, None, Role::Shown));
}
