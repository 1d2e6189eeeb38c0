//! A register in memory at a fraction of its size. Reach for [`PackedEntries`] where every entry is looked
//! at a few times and never many at once: each lies as its compressed payload and is read anew whenever
//! it is asked for, which takes some microseconds.
//!
//! Packed entries never leave memory; what is kept on disk is the database alone.

use std::fmt;
use std::ops::Range;

use linkage::register::Entries;
use lz4_flex::block::{compress_prepend_size_with_dict, decompress_size_prepended_with_dict};
use records::{CrimeRecord, RecordId, Sensitive};

use crate::wire::{Payload, PayloadError};

/// Bytes that the entries after the first are compressed against: names of fields are most of them,
/// and each byte more is looked through for every entry.
const LEARNED: usize = 1_024;

/// Entries by id.
#[derive(Default)]
pub struct PackedEntries {
    ids: Vec<RecordId>,
    places: Vec<Place>,
    pages: Vec<Vec<u8>>,
    payloads: Learned,
    narratives: Learned,
}

/// Where an entry lies: its payload up to `middle`, its narrative from there.
#[derive(Clone, Copy)]
struct Place {
    page: u32,
    start: u32,
    middle: u32,
    end: u32,
}

/// An entry as it will lie.
pub(crate) struct Packed {
    id: RecordId,
    payload: Vec<u8>,
    narrative: Vec<u8>,
}

/// How many there are: they hold names.
impl fmt::Debug for PackedEntries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PackedEntries").field("entries", &self.ids.len()).finish_non_exhaustive()
    }
}

impl PackedEntries {
    /// What all entries are compressed against, from the first of them.
    pub(crate) fn learned_from(mut first: CrimeRecord) -> Result<Self, PayloadError> {
        let narratives =
            Learned::of(first.narrative.take().as_ref().map_or("", |text| text.expose()));
        Ok(Self { payloads: Learned::of(&first.to_payload()?), narratives, ..Self::default() })
    }

    /// Packs an entry, which is added later.
    pub(crate) fn packed(&self, mut entry: CrimeRecord) -> Result<Packed, PayloadError> {
        let narrative = entry.narrative.take();
        Ok(Packed {
            payload: self.payloads.packed(&entry.to_payload()?),
            narrative: narrative
                .map_or_else(Vec::new, |text| self.narratives.packed(text.expose())),
            id: entry.id,
        })
    }

    /// Adds entries that [`PackedEntries::packed`] packed.
    pub(crate) fn add_page(&mut self, entries: Vec<Packed>) {
        let size = |packed: &Packed| packed.payload.len() + packed.narrative.len();
        let mut bytes = Vec::with_capacity(entries.iter().map(size).sum());
        let page = self.pages.len() as u32;
        for Packed { id, payload, narrative } in entries {
            let start = bytes.len() as u32;
            bytes.extend_from_slice(&payload);
            let middle = bytes.len() as u32;
            bytes.extend_from_slice(&narrative);
            self.ids.push(id);
            self.places.push(Place { page, start, middle, end: bytes.len() as u32 });
        }
        self.pages.push(bytes);
    }

    /// Puts entries of several deliveries into the order of their ids; `along` follows them.
    pub(crate) fn sort<T>(&mut self, along: &mut Vec<T>) {
        if self.ids.is_sorted() {
            return;
        }
        let entries = self.ids.drain(..).zip(self.places.drain(..));
        let mut all: Vec<_> = entries.zip(along.drain(..)).collect();
        all.sort_by(|((a, _), _), ((b, _), _)| a.cmp(b));
        for ((id, place), one) in all {
            self.ids.push(id);
            self.places.push(place);
            along.push(one);
        }
    }

    fn bytes(&self, page: u32, within: Range<u32>) -> &[u8] {
        &self.pages[page as usize][within.start as usize..within.end as usize]
    }
}

impl Entries for PackedEntries {
    fn ids(&self) -> &[RecordId] {
        &self.ids
    }

    fn entry(&self, at: usize) -> CrimeRecord {
        let Place { page, start, middle, .. } = self.places[at];
        let payload = self.payloads.text(self.bytes(page, start..middle));
        CrimeRecord::from_payload(&payload).expect("a payload that this process wrote")
    }

    fn narrative(&self, at: usize) -> Option<Sensitive<String>> {
        let Place { page, middle, end, .. } = self.places[at];
        (middle < end).then(|| self.narratives.text(self.bytes(page, middle..end)).into())
    }
}

/// How texts of one kind begin.
#[derive(Default)]
struct Learned(Vec<u8>);

impl Learned {
    fn of(text: &str) -> Self {
        Self(text.bytes().take(LEARNED).collect())
    }

    fn packed(&self, text: &str) -> Vec<u8> {
        compress_prepend_size_with_dict(text.as_bytes(), &self.0)
    }

    fn text(&self, packed: &[u8]) -> String {
        let text = decompress_size_prepended_with_dict(packed, &self.0);
        String::from_utf8(text.expect("a text that this process packed")).expect("it was one")
    }
}
