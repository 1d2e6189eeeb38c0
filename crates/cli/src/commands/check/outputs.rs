//! The outputs of a run that are compared, of the project or of a baseline. Guarantees that a file
//! with a manifest beside it is the one that was written; a baseline kept without its manifest is
//! read as it stands.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::failure::Failure;
use crate::outputs::{MANIFEST, read_verified};

/// A table: rows of cells by column.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) columns: Vec<String>,
    rows: Vec<csv::StringRecord>,
}

/// A row of a [`Sheet`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    columns: &'a [String],
    cells: &'a csv::StringRecord,
}

impl<'a> Row<'a> {
    /// The cell of a column; empty where there is no such column.
    pub(super) fn get(self, column: &str) -> &'a str {
        let at = self.columns.iter().position(|known| known == column);
        at.and_then(|at| self.cells.get(at)).unwrap_or_default()
    }
}

impl Sheet {
    /// Reads CSV as `sverka run` writes it.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, csv::Error> {
        let mut reader = csv::Reader::from_reader(bytes);
        let columns = reader.headers()?.iter().map(str::to_owned).collect();
        Ok(Self { columns, rows: reader.into_records().collect::<Result<_, _>>()? })
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row { columns: &self.columns, cells })
    }

    pub(super) fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|known| known == column)
    }
}

/// What is compared of a run.
#[derive(Debug, Default)]
pub(super) struct RunOutputs {
    pub(super) findings: Sheet,
    pub(super) links: Sheet,
    /// Figures by id.
    pub(super) figures: BTreeMap<String, Value>,
    /// `run.json`; null in a baseline that was kept without it.
    pub(super) run: Value,
}

impl RunOutputs {
    /// The outputs in the folder of a project.
    pub(super) fn of_run(out: &Path) -> Result<Self, Failure> {
        Self::read(out, |name| read_verified(out, name).map(Some))
    }

    /// The outputs kept as a baseline.
    pub(super) fn of_baseline(dir: &Path) -> Result<Self, Failure> {
        let with_manifest = dir.join(MANIFEST).exists();
        Self::read(dir, |name| match fs::read(dir.join(name)) {
            Err(_) if name == "run.json" => Ok(None),
            Err(cause) => Err(Failure::Input {
                file: dir.join(name).display().to_string(),
                what: format!("cannot be read: {cause}"),
                remedy: "name a folder with findings.csv, links.csv and figures.json of a run",
            }),
            Ok(_) if with_manifest => read_verified(dir, name).map(Some),
            Ok(bytes) => Ok(Some(bytes)),
        })
    }

    fn read(
        dir: &Path,
        bytes: impl Fn(&str) -> Result<Option<Vec<u8>>, Failure>,
    ) -> Result<Self, Failure> {
        let broken = |name: &str, what: String| Failure::Input {
            file: dir.join(name).display().to_string(),
            what,
            remedy: "take it again from a run of this version",
        };
        let sheet = |name: &str, keys: &[&str]| {
            let sheet = Sheet::parse(&bytes(name)?.unwrap_or_default())
                .map_err(|error| broken(name, error.to_string()))?;
            match keys.iter().find(|key| !sheet.has(key)) {
                Some(key) => Err(broken(name, format!("has no column {key}"))),
                None => Ok(sheet),
            }
        };
        let json = |name: &str| match bytes(name)? {
            None => Ok(Value::Null),
            Some(bytes) => {
                serde_json::from_slice(&bytes).map_err(|error| broken(name, error.to_string()))
            }
        };
        let figures: Value = json("figures.json")?;
        let figures = figures["figures"]
            .as_array()
            .ok_or_else(|| broken("figures.json", "has no list of figures".to_owned()))?
            .iter()
            .filter_map(|figure| Some((figure["id"].as_str()?.to_owned(), figure.clone())))
            .collect();
        Ok(Self {
            findings: sheet("findings.csv", &["report", "finding"])?,
            links: sheet("links.csv", &["kind", "left", "right", "status"])?,
            figures,
            run: json("run.json")?,
        })
    }
}
