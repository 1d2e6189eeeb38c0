//! `lookup`: indexes once, answers from the file, and lets no index outlive what it was made from.

use std::fs;

use records::{PersonName, PersonSide};
use serde_json::Value;

use crate::common::{fixture, fixture_copy, sverka};

/// Name, birth date and id of a victim in the register of `tiny`, as the source writes them.
fn victim() -> (String, String, String) {
    let reference = ingest::reference::embedded().unwrap();
    let dir = fixture("tiny");
    let text = fs::read_to_string(dir.join("sverka.toml")).unwrap();
    let mut table: toml::Table = text.parse().unwrap();
    let sources: Vec<ingest::source_config::SourceConfig> =
        table.remove("source").unwrap().try_into().unwrap();
    let limits = ingest::limits::Limits::default();
    let register = sources.iter().find(|source| &*source.id == "erp").unwrap();
    let reading =
        ingest::source::read_source(register, &dir, &reference, &limits, &|_| ()).unwrap();
    let records::Records::Register(all) = reading.records else { panic!("a register") };
    let mut people = all.iter().flat_map(|record| {
        record.persons.iter().map(move |person| (record.id.to_string(), person))
    });
    people
        .find_map(|(id, person)| {
            let day = person.birth_date.filter(|_| person.role.side() == PersonSide::Victim)?;
            let name = match person.names.first()? {
                PersonName::Whole(whole) => whole.expose().clone(),
                PersonName::Parts { surname, given, patronymic } => [surname, given, patronymic]
                    .into_iter()
                    .flatten()
                    .map(|part| part.expose().clone())
                    .collect::<Vec<_>>()
                    .join(" "),
            };
            Some((name, day.exact()?.to_string(), id))
        })
        .unwrap()
}

#[test]
fn who_stands_in_the_register_is_found_and_nobody_is_named() {
    let project = fixture_copy("tiny");
    let lookup = |name: &str, born: &str| {
        let mut command = sverka();
        command.arg("lookup").arg(project.path());
        command.args(["--name", "-", "--birth-date", born]).write_stdin(format!("{name}\n"));
        command
    };
    lookup("Асанова Айгүл", "1999").assert().code(2);
    sverka().args(["run", "--quiet"]).arg(project.path()).assert().success();

    let (name, born, id) = victim();
    let first = lookup(&name, &born).assert().success();
    let told = String::from_utf8_lossy(&first.get_output().stderr).into_owned();
    assert!(told.contains("26 entries indexed for lookups"), "{told}");
    let index = project.path().join("register.index");
    let bytes = fs::read(&index).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&index).unwrap().permissions().mode() & 0o777, 0o600);
    }

    let again = lookup(&name, &born).arg("--json").assert().success();
    let output = again.get_output();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!String::from_utf8_lossy(&output.stderr).contains("indexed"));
    for word in name.split_whitespace().filter(|word| word.chars().count() > 3) {
        assert!(!said.contains(word) && !told.contains(word), "a name was printed");
        assert!(!bytes.windows(word.len()).any(|some| some == word.as_bytes()), "a name was kept");
    }
    let answer: Value = serde_json::from_str(&said).unwrap();
    let candidates = answer["candidates"].as_array().unwrap();
    assert!(candidates.iter().any(|one| one["entry"] == id.as_str()), "{id}: {answer}");
    let sum: f64 = answer["candidates"][0]["evidence"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["bits"].as_f64().unwrap())
        .sum();
    let weight = answer["candidates"][0]["weight_bits"].as_f64().unwrap();
    assert!((sum - weight).abs() < 1e-9, "{sum} against {weight}");

    for (language, decided) in [("en", "Decision: "), ("ru", "Решение: "), ("ky", "Чечим: ")]
    {
        let told = lookup(&name, &born).args(["--lang", language]).assert().success();
        let told = String::from_utf8_lossy(&told.get_output().stdout).into_owned();
        assert!(told.starts_with(decided) && told.contains(&id), "{told}");
    }

    fs::write(&index, &bytes[..bytes.len() - 1]).unwrap();
    lookup(&name, &born).assert().success();
    assert_eq!(fs::read(&index).unwrap(), bytes, "a damaged index is made again");

    let erase = ["privacy", "erase", &id, "--reason", "asked for", "--apply", "--project"];
    sverka().args(erase).arg(project.path()).assert().success();
    assert!(!index.exists(), "it knew the record that was erased");
    lookup(&name, &born).assert().code(2);
    lookup(&name, "the day before yesterday").assert().code(2);
}
