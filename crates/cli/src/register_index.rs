//! A register index in a file beside the project. Reach for [`write`] after a run was linked and for
//! [`IndexFile::open`] to ask; asking reads the head and, by binary search, the few rows a question
//! needs. Only the owner may read it: hashes of names can be guessed, and ids stand in it. Beside an
//! encrypted database it is encrypted too.
//!
//! The head is a line of JSON with the length of every part; the parts follow in order, rows of fixed
//! width, numbers with the lowest byte first. A file that is not exactly as long as its head says
//! counts as missing.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use linkage::lookup::{IndexBlock, IndexHead, RegisterIndex, SavedIndex};
use records::RecordId;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::project_key::ProjectKey;

/// Changes whenever the file is laid out otherwise.
const FORMAT: u32 = 1;
/// Key, reports, entries, first member, members.
const BLOCK: u64 = 8 + 4 + 4 + 8 + 4;
const MEMBER: u64 = 4;
/// Hash and count.
const NAME: u64 = 8 + 8;
/// First entry of the lineage, and where the id ends.
const ENTRY: u64 = 4 + 8;

/// Where the index of a project lies.
pub(crate) fn path(project: &Path) -> PathBuf {
    project.join("register.index")
}

/// The head as written. Doubles stand as their bits, so that they come back the same.
#[derive(Serialize, Deserialize)]
struct HeadWire {
    format: u32,
    /// What the links were made from: another run's index is of no use.
    made: String,
    targets: u64,
    prior: u64,
    names: [(u64, u64); 3],
    places: (u64, Vec<(String, u64)>),
    offices: (u64, Vec<(String, u64)>),
    offences: Vec<(String, u64)>,
    /// Rows of blocks, members, names and entries, and bytes of ids.
    rows: [u64; 5],
}

impl HeadWire {
    fn new(index: &RegisterIndex, made: &str) -> Self {
        let head = &index.head;
        let members: usize = index.blocks.iter().map(|(_, block)| block.members.len()).sum();
        let ids: usize = index.entries.iter().map(|(id, _)| id.as_str().len()).sum();
        let (blocks, names) = (index.blocks.len(), index.names.len());
        Self {
            format: FORMAT,
            made: made.to_owned(),
            targets: head.targets,
            prior: head.prior.to_bits(),
            names: head.names.map(|(count, bits)| (count, bits.to_bits())),
            places: head.places.clone(),
            offices: head.offices.clone(),
            offences: head.offences.clone(),
            rows: [blocks, members, names, index.entries.len(), ids].map(|rows| rows as u64),
        }
    }

    /// Where each part begins, and where the last ends.
    fn parts(&self, start: u64) -> [u64; 6] {
        let mut parts = [start; 6];
        for (at, width) in [BLOCK, MEMBER, NAME, ENTRY, 1].into_iter().enumerate() {
            parts[at + 1] = parts[at] + width * self.rows[at];
        }
        parts
    }

    fn head(&self) -> IndexHead {
        IndexHead {
            targets: self.targets,
            prior: f64::from_bits(self.prior),
            names: self.names.map(|(count, bits)| (count, f64::from_bits(bits))),
            places: self.places.clone(),
            offices: self.offices.clone(),
            offences: self.offences.clone(),
        }
    }
}

/// Writes the index of the links made from `made`, in place of any other, under the key of the project.
pub(crate) fn write(
    file: &Path,
    index: &RegisterIndex,
    (made, key): (&str, Option<&ProjectKey>),
) -> Result<(), Failure> {
    let fresh = file.with_extension("partial");
    remove(&fresh)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&fresh).and_then(|handle| {
        let mut out = BufWriter::new(handle);
        match key {
            None => put(&mut out, index, made)?,
            Some(key) => {
                let mut sealed = key.sealing(&mut out)?;
                put(&mut sealed, index, made)?;
                sealed.finish()?;
            }
        }
        out.flush()?;
        fs::rename(&fresh, file)
    });
    written.map_err(|cause| Failure::write(file, cause))
}

fn put(out: &mut impl Write, index: &RegisterIndex, made: &str) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &HeadWire::new(index, made))?;
    out.write_all(b"\n")?;
    let mut first = 0u64;
    for (key, block) in &index.blocks {
        let members = block.members.len() as u32;
        out.write_all(&key.to_le_bytes())?;
        out.write_all(&block.reports.to_le_bytes())?;
        out.write_all(&block.entries.to_le_bytes())?;
        out.write_all(&first.to_le_bytes())?;
        out.write_all(&members.to_le_bytes())?;
        first += u64::from(members);
    }
    for member in index.blocks.iter().flat_map(|(_, block)| &block.members) {
        out.write_all(&member.to_le_bytes())?;
    }
    for (name, count) in &index.names {
        out.write_all(&name.to_le_bytes())?;
        out.write_all(&count.to_le_bytes())?;
    }
    let mut end = 0u64;
    for (id, lineage) in &index.entries {
        end += id.as_str().len() as u64;
        out.write_all(&lineage.to_le_bytes())?;
        out.write_all(&end.to_le_bytes())?;
    }
    index.entries.iter().try_for_each(|(id, _)| out.write_all(id.as_str().as_bytes()))
}

/// Removes an index, where there is one.
pub(crate) fn remove(file: &Path) -> Result<(), Failure> {
    match fs::remove_file(file) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(Failure::write(file, cause)),
        _ => Ok(()),
    }
}

/// What an index is read from, at any place of it.
trait Source: Read + Seek {}
impl<T: Read + Seek> Source for T {}

/// A saved index, open.
pub(crate) struct IndexFile {
    file: Box<dyn Source>,
    head: HeadWire,
    parts: [u64; 6],
}

impl IndexFile {
    /// Opens the index of the links made from `made`; `None` where there is none of these.
    pub(crate) fn open(path: &Path, (made, key): (&str, Option<&ProjectKey>)) -> Option<Self> {
        let file = File::open(path).ok()?;
        let source: Box<dyn Source> = match key {
            None => Box::new(file),
            Some(key) => Box::new(key.opening(file).ok()?),
        };
        let mut reader = BufReader::new(source);
        let mut line = Vec::new();
        reader.read_until(b'\n', &mut line).ok()?;
        let head: HeadWire = serde_json::from_slice(&line).ok()?;
        let parts = head.parts(line.len() as u64);
        let mut file = reader.into_inner();
        let whole = file.seek(SeekFrom::End(0)).ok()? == parts[5];
        (whole && head.format == FORMAT && head.made == made).then_some(Self { file, head, parts })
    }

    /// What is known of the register as a whole.
    pub(crate) fn head(&self) -> IndexHead {
        self.head.head()
    }

    /// The id of an entry.
    pub(crate) fn id(&mut self, entry: u32) -> io::Result<RecordId> {
        let end = |row: [u8; ENTRY as usize]| number(&row[4..]);
        let from = match entry.checked_sub(1) {
            Some(before) => end(self.row(3, u64::from(before))?),
            None => 0,
        };
        let to = end(self.row(3, u64::from(entry))?);
        let mut id = vec![0; usize::try_from(to.saturating_sub(from)).unwrap_or_default()];
        self.read(self.parts[4] + from, &mut id)?;
        let text = String::from_utf8(id).map_err(|_| io::ErrorKind::InvalidData)?;
        Ok(RecordId::from(text.as_str()))
    }

    fn read(&mut self, at: u64, bytes: &mut [u8]) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(at))?;
        self.file.read_exact(bytes)
    }

    /// A row of a part.
    fn row<const WIDTH: usize>(&mut self, part: usize, row: u64) -> io::Result<[u8; WIDTH]> {
        let mut bytes = [0; WIDTH];
        self.read(self.parts[part] + row * WIDTH as u64, &mut bytes)?;
        Ok(bytes)
    }

    /// The row of a part that begins with a key.
    fn find<const WIDTH: usize>(
        &mut self,
        part: usize,
        key: u64,
    ) -> io::Result<Option<[u8; WIDTH]>> {
        let (mut low, mut high) = (0, self.head.rows[part]);
        while low < high {
            let middle = low + (high - low) / 2;
            let row: [u8; WIDTH] = self.row(part, middle)?;
            match number(&row[..8]).cmp(&key) {
                std::cmp::Ordering::Equal => return Ok(Some(row)),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        Ok(None)
    }
}

impl SavedIndex for IndexFile {
    type Error = io::Error;

    fn block(&mut self, key: u64) -> io::Result<IndexBlock> {
        let Some(row) = self.find::<{ BLOCK as usize }>(0, key)? else {
            return Ok(IndexBlock::default());
        };
        let count = number(&row[24..]).min(self.head.rows[1]);
        let mut bytes = vec![0; (count * MEMBER) as usize];
        self.read(self.parts[1] + number(&row[16..24]) * MEMBER, &mut bytes)?;
        Ok(IndexBlock {
            reports: number(&row[8..12]) as u32,
            entries: number(&row[12..16]) as u32,
            members: bytes.chunks_exact(4).map(|member| number(member) as u32).collect(),
        })
    }

    fn name_count(&mut self, name: u64) -> io::Result<u64> {
        Ok(self.find::<{ NAME as usize }>(2, name)?.map_or(0, |row| number(&row[8..])))
    }

    fn lineage(&mut self, entry: u32) -> io::Result<u32> {
        Ok(number(&self.row::<{ ENTRY as usize }>(3, u64::from(entry))?[..4]) as u32)
    }
}

/// A number of at most eight bytes, the lowest first.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}
