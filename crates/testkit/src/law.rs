//! Articles by edition. Reach for [`Law`] to draw an offence for a day; which articles are
//! trafficking, downgrades or neither comes from the reference tables alone.

use std::collections::BTreeMap;

use jiff::civil::Date;
use records::reference::{GroundKind, Offence, Reference};

use crate::draw::Draw;

/// Index of an offence in `Reference::offences`.
pub(crate) type OffenceIndex = u16;
/// Index of a ground in `Reference::grounds`.
pub(crate) type GroundIndex = u16;

/// Offences sorted by what they are to trafficking.
pub(crate) struct Law<'a> {
    reference: &'a Reference,
    /// Per edition in file order: trafficking, downgrade targets, the rest.
    by_edition: Vec<[Vec<OffenceIndex>; 3]>,
    grounds: BTreeMap<&'a str, GroundIndex>,
}

/// What an offence is to trafficking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    Trafficking = 0,
    DowngradeTarget = 1,
    Other = 2,
}

impl<'a> Law<'a> {
    /// Sorts the offences of this reference data.
    pub(crate) fn new(reference: &'a Reference) -> Self {
        let mut by_edition = vec![<[Vec<OffenceIndex>; 3]>::default(); reference.editions.len()];
        for (index, offence) in reference.offences.iter().enumerate() {
            if let Some(edition) = reference.editions.iter().position(|e| e.id == offence.edition) {
                by_edition[edition][class_of(reference, offence) as usize]
                    .push(index as OffenceIndex);
            }
        }
        let grounds = reference
            .grounds
            .iter()
            .enumerate()
            .map(|(index, ground)| (ground.code.as_str(), index as GroundIndex))
            .collect();
        Self { reference, by_edition, grounds }
    }

    fn edition_on(&self, day: Date) -> usize {
        let editions = &self.reference.editions;
        editions
            .iter()
            .position(|edition| edition.from <= day && edition.to.is_none_or(|to| day <= to))
            .unwrap_or_else(|| editions.len().saturating_sub(1))
    }

    /// The offence at an index.
    pub(crate) fn offence(&self, index: OffenceIndex) -> &'a Offence {
        &self.reference.offences[usize::from(index)]
    }

    /// What an offence is to trafficking.
    pub(crate) fn class(&self, index: OffenceIndex) -> Class {
        class_of(self.reference, self.offence(index))
    }

    /// An offence of this class in the edition in force on `day`.
    pub(crate) fn draw(&self, draw: &mut Draw, class: Class, day: Date) -> OffenceIndex {
        let edition = &self.by_edition[self.edition_on(day)];
        let found = &edition[class as usize];
        let index = draw.skewed(found.len());
        found.get(index).or_else(|| edition.iter().flatten().next()).copied().unwrap_or(0)
    }

    /// A downgrade of this offence on `day`: an offence its family is known to be lowered to.
    pub(crate) fn downgrade(
        &self,
        draw: &mut Draw,
        from: OffenceIndex,
        day: Date,
    ) -> Option<OffenceIndex> {
        let family = &self.offence(from).family;
        let targets: Vec<OffenceIndex> = self.by_edition[self.edition_on(day)]
            .iter()
            .flatten()
            .copied()
            .filter(|index| {
                let to = &self.offence(*index).family;
                self.reference.is_downgrade(family, to) && !self.reference.is_trafficking(to)
            })
            .collect();
        draw.pick(&targets).copied()
    }

    /// The same family in the edition in force on `day`.
    pub(crate) fn recoded(&self, from: OffenceIndex, day: Date) -> Option<OffenceIndex> {
        let family = &self.offence(from).family;
        let found = self.by_edition[self.edition_on(day)]
            .iter()
            .flatten()
            .copied()
            .find(|index| self.offence(*index).family == *family);
        found.filter(|index| *index != from)
    }

    /// A ground by code, or the first of its kind where the table lacks the code.
    pub(crate) fn ground(&self, code: &str, kind: GroundKind) -> Option<GroundIndex> {
        self.grounds.get(code).copied().or_else(|| {
            self.reference.grounds.iter().position(|g| g.kind == kind).map(|at| at as GroundIndex)
        })
    }
}

fn class_of(reference: &Reference, offence: &Offence) -> Class {
    if reference.is_trafficking(&offence.family) {
        return Class::Trafficking;
    }
    let target = reference
        .family_relations
        .iter()
        .any(|relation| relation.to == offence.family && reference.is_trafficking(&relation.from));
    if target { Class::DowngradeTarget } else { Class::Other }
}

/// An article as registers write it, with part.
pub(crate) fn article_text(offence: &Offence, part: u8) -> String {
    let article = offence.article;
    let mut text = format!("{}", article.number);
    if article.superscript > 0 {
        text.push_str(&format!("-{}", article.superscript));
    }
    if part > 0 {
        text.push_str(&format!(" ч.{part}"));
    }
    text
}
