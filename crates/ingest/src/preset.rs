//! Layouts shared by several sources. Reach for [`with_preset`] before a source is read: a source
//! that names a preset takes columns, codes and dates from it where it says nothing itself, so a
//! new delivery in a known layout needs three lines.
//!
//! Guarantees that what the source says wins, key by key, and that a preset of another kind or
//! layout is refused. Presets hold no files and no coverage: those belong to a delivery.

use std::borrow::Cow;
use std::path::Path;

use crate::error::IngestError;
use crate::source_config::{LayoutPreset, SourceConfig};

/// The source with its preset, if it names one, filled in. `base` is the project folder.
///
/// # Errors
/// [`IngestError::Configuration`] when the file is missing, broken, or for another kind or layout.
pub fn with_preset<'a>(
    config: &'a SourceConfig,
    base: &Path,
) -> Result<Cow<'a, SourceConfig>, IngestError> {
    let Some(name) = &config.preset else { return Ok(Cow::Borrowed(config)) };
    let refuse = |what: String, remedy: &str| IngestError::Configuration {
        source_id: config.id.clone(),
        what: format!("preset {name}: {what}"),
        remedy: remedy.to_owned(),
    };
    let text = std::fs::read_to_string(base.join(name)).map_err(|cause| {
        refuse(
            format!("cannot be read: {cause}"),
            "name the file relative to sverka.toml, e.g. layouts/erp.toml",
        )
    })?;
    let preset: LayoutPreset = toml::from_str(&text)
        .map_err(|cause| refuse(cause.to_string(), "mend the preset at the place shown"))?;
    if (preset.kind, preset.layout) != (config.kind, config.layout) {
        return Err(refuse(
            format!("it is for kind {}, layout {}", preset.kind, preset.layout.code()),
            "name a preset of the kind and layout of the source, or correct those",
        ));
    }
    Ok(Cow::Owned(filled(config.clone(), preset)))
}

fn filled(mut config: SourceConfig, preset: LayoutPreset) -> SourceConfig {
    for (field, header) in preset.columns {
        config.columns.entry(field).or_insert(header);
    }
    for (list, words) in preset.codes {
        let own = config.codes.entry(list).or_default();
        for (word, code) in words {
            own.entry(word).or_insert(code);
        }
    }
    config.dates.order = config.dates.order.or(preset.dates.order);
    if config.dates.placeholders.is_empty() {
        config.dates.placeholders = preset.dates.placeholders;
    }
    config
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(rest: &str) -> SourceConfig {
        let head = "id='s'\nkind='ngo'\ntitle='t'\nas_of='2026-06-30'\nfile=[]\npreset='p.toml'\n";
        toml::from_str(&format!("{head}{rest}")).unwrap()
    }

    #[test]
    fn what_the_source_says_wins_over_its_preset() {
        let folder = tempfile::tempdir().unwrap();
        let preset = "kind='ngo'\nlayout='case'\n[columns]\nref='A'\nreceived='B'\n[codes.sex]\n'1'='male'\n'2'='female'\n[dates]\norder='mdy'\nplaceholders=['01.01.1900']";
        std::fs::write(folder.path().join("p.toml"), preset).unwrap();
        let config = source("[columns]\nref='X'\n[codes.sex]\n'1'='female'\n[dates]\norder='dmy'");
        let read = with_preset(&config, folder.path()).unwrap();
        assert_eq!((read.columns["ref"].as_str(), read.columns["received"].as_str()), ("X", "B"));
        assert_eq!(
            (read.codes["sex"]["1"].as_str(), read.codes["sex"]["2"].as_str()),
            ("female", "female")
        );
        assert_eq!(read.dates.order.unwrap().code(), "dmy");
        assert_eq!(read.dates.placeholders, ["01.01.1900"]);
    }

    #[test]
    fn a_preset_that_is_missing_broken_or_of_another_layout_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let message = || with_preset(&source(""), folder.path()).unwrap_err().to_string();
        assert!(message().contains("preset p.toml: cannot be read"));
        std::fs::write(folder.path().join("p.toml"), "kind='ngo'\nlayout='case'\ncolum=1").unwrap();
        assert!(message().contains("unknown field `colum`"));
        std::fs::write(folder.path().join("p.toml"), "kind='court'\nlayout='case'").unwrap();
        assert!(message().contains("it is for kind court, layout case"));
    }
}
