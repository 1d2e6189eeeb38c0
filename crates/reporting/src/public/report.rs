//! The public gap report in one language: what the counts say in a few sentences, the tables, and
//! how persons are protected. It is made of a [`Release`] and words; records are out of its reach.

use std::collections::BTreeMap;

use attrition::Rung;
use jiff::civil::Date;

use super::PublicRun;
use super::tables::{ALL, CROSS_TABLES, CrossTable, STANDINGS, grounds, of_rung, value_name};
use crate::disclosure::{Release, Shown};
use crate::error::ReportingError;
use crate::model::{Block, Cell, Column, ColumnKind, Report, Section, Table};
use crate::number_format;
use crate::sections::frame;
use crate::words::Words;

/// What the sections are built from.
#[derive(Clone, Copy)]
struct Context<'a> {
    release: &'a Release,
    words: &'a Words<'a>,
}

/// The whole report.
pub(super) fn build(
    release: &Release,
    run: &PublicRun,
    words: &Words<'_>,
) -> Result<Report, ReportingError> {
    let context = Context { release, words };
    let day = |date: Date| number_format::day(words.catalogue(), date);
    let cohort = release.cohort;
    let period = words.format(
        "period-from-to",
        &[("from", day(cohort.from)?.into()), ("to", day(cohort.to)?.into())],
    )?;
    Ok(Report {
        language: words.language().code(),
        title: words.text("public-title")?,
        particulars: vec![
            (words.text("particular-cohort")?, period),
            (words.text("particular-as-of")?, day(cohort.as_of)?),
            (words.text("particular-version")?, format!("Sverka {}", run.version)),
        ],
        headline: context.registered()?,
        notice: words.text("public-notice")?,
        sections: vec![
            context.findings_first()?,
            context.section(
                "ladder",
                vec![context.paragraph("public-ladder-lead")?, Block::Table(context.ladder()?)],
            )?,
            context.cross("public-findings", false)?,
            context.cross("public-entries", true)?,
            context.protection()?,
        ],
        frame: frame(words, "public-produced-by", &run.checkpoint)?,
    })
}

fn cell(shown: Shown) -> Cell {
    match shown {
        Shown::Count(count) => Cell::Count(count),
        Shown::Hidden => Cell::Hidden,
    }
}

/// A share of rounded counts in whole percent; no share of what is hidden or of nothing.
#[expect(clippy::cast_precision_loss, reason = "counts stay below 2^53")]
fn share(part: Shown, rest: Shown) -> Option<f64> {
    let (Shown::Count(part), Shown::Count(rest)) = (part, rest) else { return None };
    let base = part + rest;
    (base > 0).then(|| (part as f64 / base as f64 * 100.0).round() / 100.0)
}

impl Context<'_> {
    fn paragraph(self, key: &str) -> Result<Block, ReportingError> {
        Ok(Block::Paragraph(self.words.text(key)?))
    }

    fn section(self, id: &'static str, blocks: Vec<Block>) -> Result<Section, ReportingError> {
        Ok(Section { id, title: self.words.text(&format!("section-{id}"))?, blocks })
    }

    /// A message with counts; its `-hidden` variant where one of them is hidden.
    fn statement(self, key: &str, counts: &[(&str, Shown)]) -> Result<String, ReportingError> {
        let mut arguments = Vec::new();
        for (name, shown) in counts {
            match shown {
                Shown::Count(count) => arguments.push((*name, (*count).into())),
                Shown::Hidden => return self.words.text(&format!("{key}-hidden")),
            }
        }
        self.words.format(key, &arguments)
    }

    /// How many of those handed over are in the register.
    fn registered(self) -> Result<String, ReportingError> {
        let of = |standing| of_rung(self.release, Rung::Registered, standing);
        let (reached, missed) = (of("reached"), of("not_reached"));
        let (Some(share), Shown::Count(count), Shown::Count(rest)) =
            (share(reached, missed), reached, missed)
        else {
            return self.words.text("public-registered-hidden");
        };
        let percent = number_format::percent(self.words.language(), share, 0);
        self.words.format(
            "public-registered",
            &[("count", count.into()), ("base", (count + rest).into()), ("share", percent.into())],
        )
    }

    fn findings_first(self) -> Result<Section, ReportingError> {
        let release = self.release;
        let finding = |code| release.reports.of(&[("finding", code)]);
        let outcome = |code| release.entries.of(&[("outcome", code)]);
        let (hidden, cells) = release.hidden_of();
        let statements = vec![
            self.statement("public-whole", &[("count", release.reports.of(&[]))])?,
            self.statement("public-unregistered", &[("count", finding("unregistered"))])?,
            self.statement("public-unproven", &[("count", finding("not_handed_over"))])?,
            self.statement(
                "public-followed",
                &[("count", release.entries.of(&[])), ("pending", outcome("pending"))],
            )?,
            self.words.format(
                "public-hidden-count",
                &[("hidden", hidden.into()), ("cells", cells.into())],
            )?,
        ];
        self.section("findings-first", vec![Block::Statements(statements)])
    }

    fn table(
        self,
        name: &str,
        columns: Vec<Column>,
        rows: Vec<Vec<Cell>>,
    ) -> Result<Table, ReportingError> {
        let key = name.replace('_', "-");
        let note = format!(
            "{} {}",
            self.words.text(&format!("table-public-{key}-note"))?,
            self.words.text("public-legend")?
        );
        Ok(Table {
            name: name.to_owned(),
            title: self.words.text(&format!("table-public-{key}"))?,
            note,
            columns,
            rows,
            empty: self.words.text("table-empty")?,
            figures: BTreeMap::new(),
            lists: Vec::new(),
        })
    }

    fn ladder(self) -> Result<Table, ReportingError> {
        let mut columns = vec![self.column("column-rung", ColumnKind::Label)?];
        for standing in STANDINGS {
            columns.push(self.column(&format!("standing-{standing}"), ColumnKind::Number)?);
        }
        columns.push(self.column("column-public-share", ColumnKind::Number)?);
        let mut rows = Vec::new();
        for rung in Rung::ALL {
            let counts = STANDINGS.map(|standing| of_rung(self.release, rung, standing));
            let mut row = vec![Cell::Text(self.words.rung(rung)?)];
            row.extend(counts.into_iter().map(cell));
            let [reached, missed, _] = counts;
            row.push(match share(reached, missed) {
                Some(share) => Cell::Share(share),
                None if reached == Shown::Hidden || missed == Shown::Hidden => Cell::Hidden,
                None => Cell::Empty,
            });
            rows.push(row);
        }
        self.table("ladder", columns, rows)
    }

    fn column(self, key: &str, kind: ColumnKind) -> Result<Column, ReportingError> {
        Ok(Column { title: self.words.text(key)?, kind })
    }

    /// Every table by two classifications of a unit.
    fn cross(self, id: &'static str, of_entries: bool) -> Result<Section, ReportingError> {
        let mut blocks = vec![self.paragraph(&format!("{id}-lead"))?];
        for table in CROSS_TABLES.into_iter().filter(|table| table.of_entries == of_entries) {
            blocks.push(Block::Table(self.cross_table(table)?));
        }
        if of_entries {
            blocks.push(Block::Table(self.grounds()?));
        }
        self.section(id, blocks)
    }

    fn cross_table(self, table: CrossTable) -> Result<Table, ReportingError> {
        let (release, words) = (self.release, self.words);
        let mut classes = table.side(release, table.class);
        classes.retain(|class| table.occurs(release, class));
        let mut columns = vec![self.column(&format!("column-{}", table.group), ColumnKind::Label)?];
        for class in &classes {
            let title = value_name(words, table.class, class)?;
            columns.push(Column { title, kind: ColumnKind::Number });
        }
        let mut rows = Vec::new();
        for group in table.side(release, table.group) {
            let counts: Vec<Shown> =
                classes.iter().map(|class| table.shown(release, group, class)).collect();
            if group != ALL && counts.iter().all(|shown| *shown == Shown::Count(0)) {
                continue;
            }
            let mut row = vec![Cell::Text(value_name(words, table.group, group)?)];
            row.extend(counts.into_iter().map(cell));
            rows.push(row);
        }
        self.table(table.name, columns, rows)
    }

    fn grounds(self) -> Result<Table, ReportingError> {
        let mut rows = Vec::new();
        for (outcome, ground, shown) in grounds(self.release) {
            let ground = Some(ground).filter(|ground| !ground.is_empty());
            rows.push(vec![
                Cell::Text(value_name(self.words, "outcome", outcome)?),
                Cell::Text(self.words.ground(ground)?),
                cell(shown),
            ]);
        }
        let columns = vec![
            self.column("column-exit", ColumnKind::Label)?,
            self.column("column-ground", ColumnKind::Text)?,
            self.column("column-entries", ColumnKind::Number)?,
        ];
        self.table("grounds", columns, rows)
    }

    /// How persons are protected, and what the reader has to know for it.
    fn protection(self) -> Result<Section, ReportingError> {
        let rules = self.release.policy.rules;
        let least = [("least", rules.min_cell.into()), ("step", rules.round_to.into())];
        let mut points = Vec::new();
        for key in ["public-rule-least", "public-rule-class", "public-rule-rounding"] {
            points.push(self.words.format(key, &least)?);
        }
        let (hidden, _) = self.release.hidden_of();
        points.push(self.words.format(
            "public-rule-audit",
            &[("cells", hidden.into()), ("least", rules.min_cell.into())],
        )?);
        for key in ["public-rule-earlier", "public-rule-zero", "public-rule-left-out"] {
            points.push(self.words.format(key, &least)?);
        }
        let mut blocks = vec![self.paragraph("public-protection-lead")?, Block::Points(points)];
        for key in ["method-linking", "method-finding", "limit-linkage-error", "limit-not-hidden"] {
            blocks.push(self.paragraph(key)?);
        }
        self.section("public-protection", blocks)
    }
}
