//! Which encoding a text file is in, and its fields as text. Reach for [`detect`] before parsing
//! delimited text or JSON Lines, then for [`TextBytes`] to get bytes that a parser can split at
//! ASCII marks and fields that decode one by one.
//!
//! Guarantees that a field which is not text in the encoding is told apart
//! ([`TextBytes::decode`] is `None`) instead of being patched with replacement marks. It does not
//! repair text that was decoded wrongly before it was saved.
//!
//! The order of evidence: byte order mark, then the project file, then the NUL pattern of UTF-16,
//! then validity as UTF-8, then letter statistics among CP1251, CP866 and KOI8-R, then `chardetng`
//! for text that is not Cyrillic.

mod letter_statistics;

use std::borrow::Cow;
use std::sync::Arc;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::error::{IngestError, Place};
use letter_statistics::judge_cyrillic;

/// Bytes looked at for letter statistics: a register's first thousand rows.
const SAMPLE_BYTES: usize = 1 << 20;

/// What an encoding was chosen by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EncodingEvidence {
    /// The file begins with a byte order mark.
    ByteOrderMark,
    /// The file begins with a byte order mark that contradicts the project file.
    ByteOrderMarkAgainstDeclared,
    /// The project file says so.
    Declared,
    /// NUL bytes stand where UTF-16 has the high bytes of separators.
    NulPattern,
    /// Only ASCII: every candidate reads the same.
    Ascii,
    /// The whole file is valid UTF-8 and has letters beyond ASCII.
    ValidUtf8,
    /// Nearly everything beyond ASCII is valid UTF-8; the rest is damaged.
    MostlyUtf8,
    /// Letters and their case are those of Cyrillic text.
    LetterStatistics,
    /// The guess of `chardetng`, for text without Cyrillic.
    OtherScript,
}

/// An encoding and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DetectedEncoding {
    /// The encoding.
    pub encoding: &'static Encoding,
    /// Probability that it is the right one of those compared, in [0, 1].
    pub confidence: f64,
    /// What it was chosen by.
    pub evidence: EncodingEvidence,
    /// Bytes of the byte order mark at the beginning.
    pub mark_bytes: usize,
}

impl DetectedEncoding {
    /// The name an analyst writes in `sverka.toml`: lower case WHATWG label.
    pub fn label(&self) -> String {
        self.encoding.name().to_lowercase()
    }

    /// Whether a person should look at the text before trusting it.
    pub fn is_doubtful(&self) -> bool {
        self.confidence < 0.95
            || matches!(
                self.evidence,
                EncodingEvidence::MostlyUtf8 | EncodingEvidence::ByteOrderMarkAgainstDeclared
            )
    }

    /// The confidence line.
    pub fn sentence(&self) -> String {
        let label = self.label();
        match self.evidence {
            EncodingEvidence::ByteOrderMark => format!("{label}, by its byte order mark"),
            EncodingEvidence::ByteOrderMarkAgainstDeclared => {
                format!("{label}, by its byte order mark, although sverka.toml names another")
            }
            EncodingEvidence::Declared => format!("{label}, as stated"),
            EncodingEvidence::NulPattern => format!("{label}, by its NUL bytes"),
            EncodingEvidence::Ascii => "only ascii characters".to_owned(),
            EncodingEvidence::ValidUtf8 => format!("{label}, valid throughout"),
            EncodingEvidence::MostlyUtf8 => {
                format!("{label}, but some bytes are damaged; their rows are in quarantine")
            }
            EncodingEvidence::LetterStatistics => format!(
                "{label}, by letter statistics, confidence {:.2}; state encoding = \"{label}\" \
                 after checking a name",
                self.confidence
            ),
            EncodingEvidence::OtherScript => format!(
                "{label}, a guess for text that is not cyrillic, confidence {:.2}; state the \
                 encoding after checking a name",
                self.confidence
            ),
        }
    }
}

/// The encoding that `label` names: WHATWG labels and the names people use (`cp1251`, `1251`,
/// `dos`, `ansi`, `unicode`).
pub fn from_label(file: &Arc<str>, label: &str) -> Result<&'static Encoding, IngestError> {
    let lower = label.trim().to_lowercase();
    let whatwg = match lower.as_str() {
        "1251" | "win1251" | "win-1251" | "ansi" => "windows-1251",
        "cp866" | "866" | "dos" | "oem" | "oem866" => "ibm866",
        "koi8r" => "koi8-r",
        "utf16" | "utf-16" | "unicode" => "utf-16le",
        "utf-8-sig" | "utf8-bom" => "utf-8",
        other => other,
    };
    Encoding::for_label(whatwg.as_bytes()).ok_or_else(|| IngestError::UnknownEncoding {
        file: Arc::clone(file),
        label: label.to_owned(),
        remedy: "use utf-8, windows-1251, ibm866, koi8-r, utf-16le or utf-16be, or leave the key \
                 out to have it detected",
    })
}

/// The encoding of `bytes`; `declared` wins over everything but a byte order mark.
pub fn detect(bytes: &[u8], declared: Option<&'static Encoding>) -> DetectedEncoding {
    if let Some((encoding, mark_bytes)) = Encoding::for_bom(bytes) {
        let evidence = match declared {
            Some(other) if other != encoding => EncodingEvidence::ByteOrderMarkAgainstDeclared,
            _ => EncodingEvidence::ByteOrderMark,
        };
        return DetectedEncoding { encoding, confidence: 1.0, evidence, mark_bytes };
    }
    let found = |encoding, confidence, evidence| DetectedEncoding {
        encoding,
        confidence,
        evidence,
        mark_bytes: 0,
    };
    if let Some(encoding) = declared {
        return found(encoding, 1.0, EncodingEvidence::Declared);
    }
    if let Some(encoding) = utf16_by_nul_pattern(bytes) {
        return found(encoding, 0.99, EncodingEvidence::NulPattern);
    }
    if bytes.is_ascii() {
        return found(UTF_8, 1.0, EncodingEvidence::Ascii);
    }
    let (valid, invalid) = count_utf8_letters(bytes);
    if invalid == 0 {
        return found(UTF_8, 1.0, EncodingEvidence::ValidUtf8);
    }
    // Single-byte Cyrillic forms a valid UTF-8 pair by chance in under one letter of ten.
    if valid >= invalid.saturating_mul(4) {
        return found(UTF_8, 0.99, EncodingEvidence::MostlyUtf8);
    }
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    // A file may begin with a megabyte of ASCII: then the whole of it is the sample.
    let sample = if sample.is_ascii() { bytes } else { sample };
    if let Some(judged) = judge_cyrillic(sample) {
        return found(judged.encoding, judged.confidence, EncodingEvidence::LetterStatistics);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    found(detector.guess(None, Utf8Detection::Deny), 0.5, EncodingEvidence::OtherScript)
}

/// UTF-16 without a mark: every other byte is NUL or 04 (the Cyrillic block), the rest are not.
/// Neither byte occurs in text of the other encodings.
fn utf16_by_nul_pattern(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(8192) & !1];
    if head.is_empty() || !head.contains(&0) {
        return None;
    }
    let pairs = head.len() / 2;
    let high = |first: usize| {
        head.iter().skip(first).step_by(2).filter(|byte| matches!(byte, 0 | 4)).count()
    };
    let (even, odd) = (high(0), high(1));
    let most = |count: usize| count * 10 >= pairs * 9;
    let few = |count: usize| count * 10 <= pairs * 3;
    if most(odd) && few(even) {
        Some(UTF_16LE)
    } else if most(even) && few(odd) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Characters beyond ASCII that are valid UTF-8, and stretches that are not.
fn count_utf8_letters(bytes: &[u8]) -> (usize, usize) {
    let mut valid = 0;
    let mut invalid = 0;
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        // A character cut off at the end of the file is damage too.
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    (valid, invalid)
}

/// Refuses a text of which some lines are UTF-8 and others are not, but not so few that they are
/// damage: in a guessed encoding the UTF-8 lines would be read as other letters without a word.
///
/// A line is UTF-8 where it is valid throughout and holds four letters of the Cyrillic block, whose
/// two bytes hardly occur together in the single-byte encodings.
pub(crate) fn refuse_mixture(
    bytes: &[u8],
    detected: &DetectedEncoding,
    place: &Place,
) -> Result<(), IngestError> {
    use EncodingEvidence::{LetterStatistics, OtherScript};
    if !matches!(detected.evidence, LetterStatistics | OtherScript) {
        return Ok(());
    }
    let (mut utf8, mut other) = (0_u64, 0_u64);
    for line in bytes.split(|&byte| byte == b'\n').filter(|line| !line.is_ascii()) {
        let cyrillic = |c: &char| matches!(c, '\u{400}'..='\u{4ff}');
        match std::str::from_utf8(line) {
            Ok(text) => utf8 += u64::from(text.chars().filter(cyrillic).take(4).count() == 4),
            Err(_) => other += 1,
        }
    }
    // A line in fifty: names of one source pasted into the list of another.
    if utf8 == 0 || utf8 * 50 < utf8 + other {
        return Ok(());
    }
    Err(IngestError::Undecodable {
        place: place.clone(),
        encoding: detected.encoding.name(),
        detail: format!(
            "{utf8} lines are UTF-8 and {other} are not: files in two encodings were joined"
        ),
    })
}

/// The bytes of a text file in a form in which ASCII separators, quotes and line ends can be found
/// bytewise, with the encoding of each field.
pub struct TextBytes<'a> {
    bytes: Cow<'a, [u8]>,
    encoding: &'static Encoding,
    transcoded: bool,
}

impl<'a> TextBytes<'a> {
    /// Strips the byte order mark; UTF-16 is transcoded to UTF-8 as a whole, others stay as they
    /// are until a field is asked for.
    pub fn new(bytes: &'a [u8], detected: &DetectedEncoding) -> Self {
        let body = &bytes[detected.mark_bytes.min(bytes.len())..];
        if detected.encoding.is_ascii_compatible() {
            return Self {
                bytes: Cow::Borrowed(body),
                encoding: detected.encoding,
                transcoded: false,
            };
        }
        let (text, _) = detected.encoding.decode_without_bom_handling(body);
        Self {
            bytes: Cow::Owned(text.into_owned().into_bytes()),
            encoding: UTF_8,
            transcoded: true,
        }
    }

    /// The bytes to parse.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// A field as text; `None` where its bytes are not text in the encoding. A C1 control
    /// character is such a place: single-byte tables have holes there, no register has such text.
    pub fn decode<'b>(&self, field: &'b [u8]) -> Option<Cow<'b, str>> {
        if field.is_ascii() {
            return std::str::from_utf8(field).ok().map(Cow::Borrowed);
        }
        let text = self.encoding.decode_without_bom_handling_and_without_replacement(field)?;
        let damaged = |c: char| {
            matches!(c, '\u{80}'..='\u{9f}' if c != '\u{85}')
                || (self.transcoded && c == char::REPLACEMENT_CHARACTER)
        };
        (!text.contains(damaged)).then_some(text)
    }
}

#[cfg(test)]
mod tests;
