//! What a ZIP archive would become before anything of it is parsed. Reach for [`scan`] before
//! handing bytes to a spreadsheet reader.
//!
//! Guarantees that an accepted archive is whole (every entry inflates to the size it declares and
//! matches its checksum), within [`Limits`], without names that lead out of a folder or stand twice,
//! and that its XML defines no entities and has no text or tag longer than a cell may be. Sizes are
//! judged as declared first, then as counted, because a bomb may declare less than it holds. It
//! keeps nothing it inflates.

mod xml_scan;

use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use std::sync::Arc;

use zip::ZipArchive;
use zip::result::ZipError;

use crate::error::{IngestError, Place};
use crate::limits::Limits;
use xml_scan::XmlScan;

/// What to do about an archive that is too large.
const REMEDY: &str = "open it in a spreadsheet program, delete unused sheets and formats, and save \
                      the table as csv";

/// What an archive that was found whole holds.
pub(crate) struct ArchiveContents {
    names: Vec<String>,
    unpacked: Unpacked,
}

/// What all entries of an archive are together.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Unpacked {
    /// Inflated bytes.
    pub(crate) bytes: u64,
    /// Whether there may be formulas in it: some element is called `f`.
    pub(crate) formulas: bool,
}

impl ArchiveContents {
    /// Whether there is an entry of that name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.iter().any(|entry| entry == name)
    }

    /// Whether any entry begins with `prefix`.
    pub(crate) fn has_under(&self, prefix: &str) -> bool {
        self.names.iter().any(|entry| entry.starts_with(prefix))
    }

    /// What all entries are together.
    pub(crate) const fn unpacked(&self) -> Unpacked {
        self.unpacked
    }
}

/// Lists, judges and inflates every entry of the archive in `bytes`.
pub(crate) fn scan(
    bytes: &[u8],
    file: &Arc<str>,
    limits: &Limits,
) -> Result<ArchiveContents, IngestError> {
    let judge = Judge { place: Place::file(Arc::clone(file)), limits };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| {
        judge.damaged(format!("no list of contents at the end: {}", zip_words(&error)))
    })?;
    judge.within("entries in the archive", archive.len() as u64, limits.archive_entries as u64)?;
    let names = judge.entries(&mut archive, bytes.len() as u64)?;
    let unpacked = judge.inflate(&mut archive, &names)?;
    Ok(ArchiveContents { names, unpacked })
}

/// Judges one archive.
struct Judge<'a> {
    place: Place,
    limits: &'a Limits,
}

impl Judge<'_> {
    fn within(&self, what: &'static str, found: u64, limit: u64) -> Result<(), IngestError> {
        if found <= limit {
            return Ok(());
        }
        let place = self.place.clone();
        Err(IngestError::TooLarge { place, what, found, limit, remedy: REMEDY })
    }

    fn damaged(&self, detail: String) -> IngestError {
        IngestError::Damaged { place: self.place.clone(), detail }
    }

    /// The names of all entries, judged by what the list of contents says of them.
    fn entries(
        &self,
        archive: &mut ZipArchive<Cursor<&[u8]>>,
        file_bytes: u64,
    ) -> Result<Vec<String>, IngestError> {
        let mut names = Vec::with_capacity(archive.len());
        let mut seen = BTreeSet::new();
        let (mut declared, mut packed) = (0_u64, 0_u64);
        for index in 0..archive.len() {
            let entry =
                archive.by_index_raw(index).map_err(|error| self.damaged_entry("", &error))?;
            if entry.encrypted() {
                return Err(IngestError::PasswordProtected { file: self.place.file_name() });
            }
            let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
            if entry.is_symlink() || leads_out(&name) {
                return Err(self.damaged(format!("entry {index} has a name that leads elsewhere")));
            }
            if !seen.insert(name.to_lowercase()) {
                return Err(self.damaged(format!("entry {name} is there twice")));
            }
            self.ratio(
                "unpacked over packed size of one entry",
                entry.size(),
                entry.compressed_size(),
            )?;
            if is_part(&name) {
                let limit = self.limits.archive_part_bytes;
                self.within("bytes of a part that holds no cells", entry.size(), limit)?;
            }
            declared = declared.saturating_add(entry.size());
            packed = packed.saturating_add(entry.compressed_size());
            names.push(name);
        }
        if packed > file_bytes {
            return Err(self.damaged("its entries overlap".to_owned()));
        }
        self.within("bytes when unpacked", declared, self.limits.archive_bytes)?;
        self.ratio("unpacked over packed size", declared, packed)?;
        Ok(names)
    }

    fn ratio(&self, what: &'static str, size: u64, packed: u64) -> Result<(), IngestError> {
        if size < self.limits.archive_ratio_from {
            return Ok(());
        }
        self.within(what, size / packed.max(1), self.limits.archive_ratio)
    }

    /// Inflates every entry into nothing: counts the bytes, looks at the XML and lets the checksums
    /// speak.
    fn inflate(
        &self,
        archive: &mut ZipArchive<Cursor<&[u8]>>,
        names: &[String],
    ) -> Result<Unpacked, IngestError> {
        let mut total = Unpacked::default();
        let mut chunk = vec![0; 64 << 10];
        for (index, name) in names.iter().enumerate() {
            let mut entry =
                archive.by_index(index).map_err(|error| self.damaged_entry(name, &error))?;
            let declared = entry.size();
            let lower = name.to_lowercase();
            let mut xml = (lower.ends_with(".xml") || lower.ends_with(".rels"))
                .then(|| XmlScan::new(self.limits));
            let mut counted = 0_u64;
            loop {
                let read = entry
                    .read(&mut chunk)
                    .map_err(|error| self.damaged(format!("entry {name}: {error}")))?;
                counted += read as u64;
                if counted > declared || (read == 0 && counted < declared) {
                    let detail = format!("entry {name} is not of the size it declares");
                    return Err(self.damaged(detail));
                }
                if read == 0 {
                    break;
                }
                if let Some(xml) = &mut xml {
                    xml.feed(&chunk[..read]);
                    self.judge_xml(name, xml)?;
                }
            }
            total.bytes += counted;
            total.formulas |= xml.is_some_and(|xml| xml.formulas);
        }
        Ok(total)
    }

    fn judge_xml(&self, name: &str, xml: &XmlScan) -> Result<(), IngestError> {
        // Old office suites name the type of their list of parts, and nothing else.
        if xml.entities || (xml.doctype && name != "META-INF/manifest.xml") {
            return Err(self.damaged(format!("entry {name} defines a document type of its own")));
        }
        self.within("bytes between two tags", xml.longest, xml.longest_allowed)?;
        self.within("shared texts of the workbook", xml.shared_strings, self.limits.shared_strings)
    }

    fn damaged_entry(&self, name: &str, error: &ZipError) -> IngestError {
        self.damaged(format!("entry {name}: {}", zip_words(error)))
    }
}

/// Whether a name leads out of the folder it would be unpacked to, or is none of a file.
fn leads_out(name: &str) -> bool {
    name.starts_with(['/', '\\'])
        || name.contains([':', '\0'])
        || name.split(['/', '\\']).any(|part| part == "..")
}

/// Whether the entry is a part of a workbook that is read as a whole and holds no cells.
fn is_part(name: &str) -> bool {
    let name = name.to_lowercase().replace('\\', "/");
    name.ends_with(".rels")
        || matches!(
            name.as_str(),
            "xl/workbook.xml" | "xl/styles.xml" | "[content_types].xml" | "meta-inf/manifest.xml"
        )
}

/// The library's reason without its own prefixes.
fn zip_words(error: &ZipError) -> String {
    match error {
        ZipError::Io(error) => error.to_string(),
        ZipError::InvalidArchive(reason) => reason.to_lowercase(),
        other => other.to_string().to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in entries {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn refusal(bytes: &[u8], limits: &Limits) -> String {
        scan(bytes, &"a.xlsx".into(), limits).err().expect("a refusal").to_string()
    }

    #[test]
    fn a_bomb_of_zeros_is_refused_by_its_declared_ratio() {
        let text = refusal(&archive(&[("xl/a.xml", &vec![0; 20 << 20])]), &Limits::default());
        assert!(text.starts_with("a.xlsx: unpacked over packed size of one entry:"), "{text}");
        assert!(text.contains("at most 300") && text.contains("save the table as csv"), "{text}");
    }

    #[test]
    fn a_bomb_that_declares_a_small_size_is_not_inflated_past_the_limit() {
        let mut bytes = archive(&[("xl/a.xml", &vec![0; 20 << 20])]);
        let size = (20_u32 << 20).to_le_bytes();
        let places: Vec<usize> =
            (0..bytes.len() - 4).filter(|&at| bytes[at..at + 4] == size).collect();
        assert_eq!(places.len(), 2, "local header and list of contents");
        for at in places {
            bytes[at..at + 4].copy_from_slice(&1000_u32.to_le_bytes());
        }
        let text = refusal(&bytes, &Limits::default());
        assert!(text.starts_with("a.xlsx: "), "{text}");
    }

    #[test]
    fn entries_and_total_size_are_bounded() {
        let bytes = archive(&[("a", b"12345"), ("b", b"12345")]);
        let limits = Limits { archive_entries: 1, ..Limits::default() };
        assert!(refusal(&bytes, &limits).contains("entries in the archive: 2, at most 1"));
        let limits = Limits { archive_bytes: 9, ..Limits::default() };
        assert!(refusal(&bytes, &limits).contains("bytes when unpacked: 10, at most 9"));
        assert!(scan(&bytes, &"a".into(), &Limits::default()).is_ok());
    }

    #[test]
    fn a_cut_archive_and_a_flipped_byte_are_damage_with_the_entry_named() {
        let noise: Vec<u8> = (0..4000_u32).map(|n| (n * n % 251) as u8).collect();
        let whole = archive(&[("xl/workbook.xml", &noise)]);
        let text = refusal(&whole[..whole.len() / 2], &Limits::default());
        assert!(text.contains("cut short or damaged") && text.contains("copy it again"), "{text}");
        let mut flipped = whole;
        flipped[100] ^= 0x55;
        let text = refusal(&flipped, &Limits::default());
        assert!(text.contains("entry xl/workbook.xml"), "{text}");
    }
}
