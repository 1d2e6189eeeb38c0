//! Particulars of a level reached, `days=14`. Reach for [`Detail`] where decisions are kept by the
//! hundred thousand: all particulars of a comparison are one text, a tenth of a list of pairs.
//!
//! They are codes and numbers, never what a record says.

use std::fmt::Display;

/// Particulars by name, in the order in which they were told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Detail(String);

impl Detail {
    /// None.
    pub(crate) const fn new() -> Self {
        Self(String::new())
    }

    /// Adds one; neither holds an end of line, and the name no `=`.
    pub(crate) fn push(&mut self, name: impl Display, value: impl Display) {
        self.0 += &format!("{name}={value}\n");
    }

    /// Adds those of `more`.
    pub(crate) fn append(&mut self, more: &Self) {
        self.0 += &more.0;
    }

    /// Gives back the room it was grown by.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.0.shrink_to_fit();
    }

    /// Name and value of each.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.lines().filter_map(|line| line.split_once('='))
    }

    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }
}

impl<N: Display, V: Display> FromIterator<(N, V)> for Detail {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(particulars: I) -> Self {
        let mut detail = Self::new();
        particulars.into_iter().for_each(|(name, value)| detail.push(name, value));
        detail.shrink_to_fit();
        detail
    }
}
