//! `release`: the public level holds no name and no small number, and remembers what it gave away.

use std::fs;
use std::io::{Cursor, Read as _};
use std::path::Path;
use std::process::Command;

use crate::common::{contents, fixture_copy, printed_copy, sverka};

/// Persons of `fixtures/tiny`, a number of one, an office, a record, words of a narrative.
const CANARIES: [&str; 8] = [
    "Асанова",
    "Гульнара",
    "Токтогулов",
    "10503199400011",
    "удерживали в квартире",
    "ГУВД",
    "ngo-a:",
    "erp:",
];

fn code(dir: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = sverka().args(arguments).arg(dir).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

fn done(dir: &Path, arguments: &[&str]) -> String {
    let (code, told, complained) = code(dir, arguments);
    assert_eq!(code, 0, "{arguments:?}: {complained}");
    told
}

/// Prints every stream of a PDF as it is when unpacked.
const STREAMS: &str = r"
import re, sys, zlib
data = open(sys.argv[1], 'rb').read()
for start in re.finditer(rb'stream\r?\n', data):
    try:
        sys.stdout.buffer.write(zlib.decompressobj().decompress(data[start.end():]) + b'\n')
    except zlib.error:
        pass
";

/// A PDF: its bytes, its streams as they are and read as UTF-16, and what a reader makes of it.
fn unpacked_pdf(file: &Path) -> String {
    let said = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).output().unwrap();
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    let path = file.to_str().unwrap();
    let streams = said("python3", &["-c", STREAMS, path]);
    let mut all =
        String::from_utf8_lossy(&[fs::read(file).unwrap(), streams.clone()].concat()).into_owned();
    for start in [0, 1] {
        let letters =
            streams[start..].chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
        all.extend(char::decode_utf16(letters).map(|letter| letter.unwrap_or('\u{fffd}')));
    }
    for arguments in [&["-struct-text", path][..], &["-meta", path]] {
        all.push_str(&String::from_utf8_lossy(&said("pdfinfo", arguments)));
    }
    all + &String::from_utf8_lossy(&said("pdftotext", &["-raw", path, "-"]))
}

/// The bytes of a file, and of every file packed in it.
fn unpacked(bytes: &[u8]) -> String {
    let mut all = String::from_utf8_lossy(bytes).into_owned();
    if let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) {
        for at in 0..archive.len() {
            let mut packed = Vec::new();
            archive.by_index(at).unwrap().read_to_end(&mut packed).unwrap();
            all.push_str(&String::from_utf8_lossy(&packed));
        }
    }
    all
}

#[test]
fn nothing_planted_in_the_sources_reaches_a_public_file() {
    let project = fixture_copy("tiny");
    let dir = project.path();
    done(dir, &["run", "--quiet"]);
    let told = done(dir, &["release", "--quiet", "--excel-ru"]);
    assert!(told.contains("public/datapackage.json"), "{told}");
    let restricted = unpacked(&fs::read(dir.join("out/gap-report.ru.xlsx")).unwrap());
    assert!(restricted.contains("ngo-a:"), "the check itself must look into workbooks");
    let public = contents(&dir.join("out/public"));
    assert!(public.len() > 15, "{:?}", public.keys());
    for (name, bytes) in &public {
        let all = unpacked(bytes);
        for canary in CANARIES {
            assert!(!all.contains(canary), "{} gives away {canary}", name.display());
        }
    }
    let ledger = fs::read_to_string(dir.join("releases.json")).unwrap();
    assert!(CANARIES.iter().all(|canary| !ledger.contains(canary)));
    done(dir, &["audit", "verify"]);
}

#[test]
fn public_paper_gives_nothing_away_in_any_stream() {
    let project = printed_copy("tiny");
    let dir = project.path();
    done(dir, &["run", "--quiet"]);
    done(dir, &["release", "--quiet"]);
    let restricted = unpacked_pdf(&dir.join("out/gap-report.ru.pdf"));
    assert!(restricted.contains("ngo-a:"), "the check itself must look into paper");
    for language in ["en", "ru", "ky"] {
        let all = unpacked_pdf(&dir.join(format!("out/public/gap-report.{language}.pdf")));
        assert!(all.matches('c').count() > 10, "hidden counts are printed");
        for canary in CANARIES {
            assert!(!all.contains(canary), "public paper in {language} gives away {canary}");
        }
    }
    sverka().args(["reproduce", "--project"]).arg(dir).assert().success();
}

#[test]
fn a_release_again_is_the_same_and_a_ledger_that_was_touched_stops_the_next() {
    let project = fixture_copy("tiny");
    let dir = project.path();
    done(dir, &["run", "--quiet"]);
    done(dir, &["release", "--quiet"]);
    let (first, ledger) =
        (contents(&dir.join("out")), fs::read(dir.join("releases.json")).unwrap());
    done(dir, &["release", "--quiet"]);
    assert!(first == contents(&dir.join("out")));
    assert_eq!(ledger, fs::read(dir.join("releases.json")).unwrap());
    let text = String::from_utf8(ledger).unwrap();
    let changed = text.replacen("\"value\": 30", "\"value\": 25", 1);
    assert_ne!(changed, text);
    fs::write(dir.join("releases.json"), changed).unwrap();
    assert_eq!(code(dir, &["release"]).0, 5);
    fs::remove_file(dir.join("releases.json")).unwrap();
    let (code, _, complained) = code(dir, &["release"]);
    assert_eq!(code, 5, "{complained}");
    assert!(complained.contains("releases.json"), "{complained}");
}

#[test]
fn too_few_cases_end_with_exit_code_eight_and_leave_the_outputs() {
    let project = fixture_copy("tiny");
    let dir = project.path();
    let file = dir.join("sverka.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{text}\n[disclosure]\nmin_cell = 50\n")).unwrap();
    done(dir, &["run", "--quiet"]);
    let before = contents(&dir.join("out"));
    let (code, _, complained) = code(dir, &["release"]);
    assert_eq!(code, 8, "{complained}");
    assert!(complained.contains("at least 50 reports"), "{complained}");
    assert!(before == contents(&dir.join("out")));
    assert!(!dir.join("releases.json").exists());
}

#[test]
fn what_is_suggested_can_be_put_into_the_project_file() {
    let project = fixture_copy("tiny");
    let dir = project.path();
    done(dir, &["run", "--quiet"]);
    let suggested = done(dir, &["release", "--suggest-collapse"]);
    assert!(suggested.starts_with("[disclosure]"), "{suggested}");
    assert!(!dir.join("releases.json").exists(), "nothing was released");
    let file = dir.join("sverka.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{text}\n{suggested}")).unwrap();
    done(dir, &["release", "--quiet"]);
    fs::write(&file, format!("{text}\n[disclosure]\nmerge_oblast = [[\"KG99\"]]\n")).unwrap();
    let (code, _, complained) = code(dir, &["release"]);
    assert_eq!(code, 3, "{complained}");
    assert!(complained.contains("KG99"), "{complained}");
}
