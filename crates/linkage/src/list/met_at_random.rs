//! Values that are met in no order, on large pages of memory. Reach for [`MetAtRandom::of`] for what
//! every pair looks at: a table larger than a core's cache has more small pages than the processor knows
//! the places of, and each that it does not know is one more wait.
//!
//! Guarantees the values, whatever the system: large pages are asked for where it has them (Linux), and
//! it may refuse. A table smaller than one large page stays as it is.

use bytemuck::Pod;
use memmap2::MmapMut;

/// Bytes of a large page.
const LARGE_PAGE: usize = 2 << 20;

/// Values in the order in which they came.
pub(super) struct MetAtRandom<T> {
    /// Empty where they are on large pages.
    small: Vec<T>,
    large: Option<MmapMut>,
}

impl<T: Pod> MetAtRandom<T> {
    pub(super) fn of(values: Vec<T>) -> Self {
        match on_large_pages(bytemuck::cast_slice(&values)) {
            Some(large) => Self { small: Vec::new(), large: Some(large) },
            None => Self { small: values, large: None },
        }
    }

    /// All of them; to be asked for once before many are met.
    pub(super) fn all(&self) -> &[T] {
        self.large.as_ref().map_or(&self.small, |large| bytemuck::cast_slice(large))
    }
}

fn on_large_pages(bytes: &[u8]) -> Option<MmapMut> {
    if bytes.len() < LARGE_PAGE {
        return None;
    }
    let mut large = MmapMut::map_anon(bytes.len()).ok()?;
    #[cfg(target_os = "linux")]
    large.advise(memmap2::Advice::HugePage).ok()?;
    large.copy_from_slice(bytes);
    Some(large)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_the_same_on_small_and_large_pages() {
        for count in [0, 3, LARGE_PAGE / 8 - 1, LARGE_PAGE / 8, LARGE_PAGE / 8 + 1] {
            let values: Vec<[u32; 2]> = (0..count as u32).map(|n| [n, !n]).collect();
            assert_eq!(MetAtRandom::of(values.clone()).all(), values);
        }
    }
}
