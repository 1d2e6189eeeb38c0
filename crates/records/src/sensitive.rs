//! Values that name or find a person. Reach for [`Sensitive`] whenever a field could identify a
//! victim; it guarantees that no `{}` or `{:?}` anywhere can print the value (invariant 4).
//! It does not encrypt and does not wipe memory.

use std::fmt;

/// A value that formats as `[redacted]`; there is no `Display`, so `{}` does not compile.
///
/// Reading the value is spelled out at each use: [`Sensitive::expose`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Sensitive<T>(T);

impl<T> Sensitive<T> {
    /// Wraps a value at the boundary where it enters.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself, for comparing, storing or printing at the restricted level.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl From<&str> for Sensitive<String> {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl From<String> for Sensitive<String> {
    fn from(value: String) -> Self {
        Self(value)
    }
}

impl<T> fmt::Debug for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_prints_no_part_of_the_value_even_nested() {
        let nested = Some(vec![Sensitive::from("Айнура")]);
        assert_eq!(format!("{nested:?}"), "Some([[redacted]])");
    }
}
