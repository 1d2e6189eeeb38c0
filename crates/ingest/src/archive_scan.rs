//! What a ZIP archive would become before anything of it is parsed. Reach for [`scan`] before
//! handing bytes to a spreadsheet reader.
//!
//! Guarantees that an accepted archive is whole (every entry inflates and matches its checksum)
//! and within [`Limits`]: sizes are judged as declared first, then as counted, because a bomb may
//! declare less than it holds. It keeps nothing it inflates.

use std::io::{Cursor, Read};
use std::sync::Arc;

use zip::ZipArchive;
use zip::result::ZipError;

use crate::error::{IngestError, Place};
use crate::limits::Limits;

/// What to do about an archive that is too large.
const REMEDY: &str = "open it in a spreadsheet program, delete unused sheets and formats, and save \
                      the table as csv";

/// Names of the entries of an archive that was found whole.
pub(crate) struct ArchiveContents {
    names: Vec<String>,
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
}

/// Lists, judges and inflates every entry of the archive in `bytes`.
pub(crate) fn scan(
    bytes: &[u8],
    file: &Arc<str>,
    limits: &Limits,
) -> Result<ArchiveContents, IngestError> {
    let place = || Place::file(Arc::clone(file));
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| {
        let detail = format!("no list of contents at the end: {}", zip_words(&error));
        IngestError::Damaged { place: place(), detail }
    })?;
    let too_large = |what, found, limit| IngestError::TooLarge {
        place: place(),
        what,
        found,
        limit,
        remedy: REMEDY,
    };
    if archive.len() > limits.archive_entries {
        let limit = limits.archive_entries as u64;
        return Err(too_large("entries in the archive", archive.len() as u64, limit));
    }
    let mut names = Vec::with_capacity(archive.len());
    let mut declared = 0_u64;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|error| damaged(&place(), "", &error))?;
        if entry.encrypted() {
            return Err(IngestError::PasswordProtected { file: Arc::clone(file) });
        }
        let (size, packed) = (entry.size(), entry.compressed_size().max(1));
        declared = declared.saturating_add(size);
        if size >= limits.archive_ratio_from && size / packed > limits.archive_ratio {
            let what = "unpacked over packed size of one entry";
            return Err(too_large(what, size / packed, limits.archive_ratio));
        }
        names.push(String::from_utf8_lossy(entry.name_raw()).into_owned());
    }
    if declared > limits.archive_bytes {
        return Err(too_large("bytes when unpacked", declared, limits.archive_bytes));
    }
    inflate_all(&mut archive, &names, &place(), limits)?;
    Ok(ArchiveContents { names })
}

/// Inflates every entry into nothing: counts the bytes and lets the checksums speak.
fn inflate_all(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    names: &[String],
    place: &Place,
    limits: &Limits,
) -> Result<(), IngestError> {
    let mut counted = 0_u64;
    for (index, name) in names.iter().enumerate() {
        let entry = archive.by_index(index).map_err(|error| damaged(place, name, &error))?;
        let packed = entry.compressed_size().max(1);
        let left = limits.archive_bytes.saturating_sub(counted);
        let by_ratio = packed.saturating_mul(limits.archive_ratio).max(limits.archive_ratio_from);
        let most = left.min(by_ratio);
        // One byte beyond the bound is enough to know that it is broken.
        let read = std::io::copy(&mut entry.take(most.saturating_add(1)), &mut std::io::sink())
            .map_err(|error| IngestError::Damaged {
                place: place.clone(),
                detail: format!("entry {name}: {error}"),
            })?;
        if read > most {
            return Err(IngestError::TooLarge {
                place: place.clone(),
                what: "bytes when unpacked, more than declared,",
                found: read,
                limit: most,
                remedy: REMEDY,
            });
        }
        counted += read;
    }
    Ok(())
}

fn damaged(place: &Place, name: &str, error: &ZipError) -> IngestError {
    let detail = format!("entry {name}: {}", zip_words(error));
    IngestError::Damaged { place: place.clone(), detail }
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
