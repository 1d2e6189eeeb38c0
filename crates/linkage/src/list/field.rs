//! Which columns two lists have in common, and what they hold. Reach for [`Lists`] to hand two
//! lists, or one, to [`super::link`]; columns arrive in dictionary form and stay so, because every
//! distinct value is prepared once and every distinct pair of values is mostly compared once.

use rayon::prelude::*;
use records::{CodedColumn, Texts};

use super::error::ListError;

records::coded_enum! {
    /// What a column holds, which decides how its values are compared.
    FieldKind {
        /// A whole name in one column; compared by its parts.
        Name = "name",
        /// The given name within a whole name.
        NameGiven = "name_given",
        /// The surname within a whole name.
        NameSurname = "name_surname",
        /// The father's name within a whole name.
        NameFather = "name_father",
        /// Given name.
        Given = "given",
        /// Surname.
        Surname = "surname",
        /// Father's name.
        Patronymic = "patronymic",
        /// Birth date, possibly partial.
        BirthDate = "birth_date",
        /// Sex.
        Sex = "sex",
        /// Personal number.
        Pin = "pin",
        /// Phone number.
        Phone = "phone",
        /// Place name.
        Place = "place",
        /// Any value that is equal or not.
        Exact = "exact",
        /// Any text that may be spelled differently or hold several words.
        Text = "text",
    }
}

impl FieldKind {
    /// Whether such a value can tell who somebody is.
    pub const fn identifies(self) -> bool {
        use FieldKind::{Name, NameFather, NameGiven, NameSurname, Phone, Pin};
        self.is_name_part()
            || matches!(self, Name | NameGiven | NameSurname | NameFather | Pin | Phone)
    }

    /// Whether one word of a name stands in such a column.
    pub const fn is_name_part(self) -> bool {
        matches!(self, Self::Given | Self::Surname | Self::Patronymic)
    }
}

/// One column of both lists.
#[derive(Clone, Debug)]
pub struct FieldInput {
    /// What it holds.
    pub kind: FieldKind,
    /// Its name in outputs and blocking rules; unique.
    pub label: String,
    /// Values of the left list.
    pub left: CodedColumn,
    /// Values of the right list; `None` when one list is compared with itself.
    pub right: Option<CodedColumn>,
}

/// Codes of one field under one dictionary shared by both sides.
pub(super) struct Field {
    pub(super) kind: FieldKind,
    pub(super) label: String,
    /// Index into [`Lists::texts`]: the words of a name share one, so that exchanged columns meet.
    pub(super) dictionary: usize,
    pub(super) left: Vec<u32>,
    right: Option<Vec<u32>>,
}

impl Field {
    pub(super) fn right(&self) -> &[u32] {
        self.right.as_deref().unwrap_or(&self.left)
    }
}

/// Two lists with the same fields, or one list to be compared with itself.
pub struct Lists {
    pub(super) fields: Vec<Field>,
    /// Distinct values by dictionary and code.
    pub(super) texts: Vec<Texts>,
    pub(super) left_rows: usize,
    pub(super) right_rows: usize,
    /// Whether the right list is the left one.
    pub(super) one_list: bool,
}

impl std::fmt::Debug for Lists {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Lists({} × {} rows)", self.left_rows, self.right_rows)
    }
}

/// Most fields: comparison vectors are packed four bits a field.
pub(super) const MAX_FIELDS: usize = 12;

impl Lists {
    /// Brings the columns under shared dictionaries.
    ///
    /// # Errors
    /// When there is no field or too many, labels repeat, or columns differ in length or in
    /// whether they have a right side.
    pub fn new(inputs: Vec<FieldInput>) -> Result<Self, ListError> {
        if inputs.is_empty() || inputs.len() > MAX_FIELDS {
            return Err(ListError::FieldCount { found: inputs.len(), most: MAX_FIELDS });
        }
        let one_list = inputs[0].right.is_none();
        let left_rows = inputs[0].left.len();
        let right_rows = inputs[0].right.as_ref().map_or(left_rows, CodedColumn::len);
        for (at, input) in inputs.iter().enumerate() {
            let rows = input.right.as_ref().map_or(left_rows, CodedColumn::len);
            if input.left.len() != left_rows
                || rows != right_rows
                || input.right.is_none() != one_list
            {
                return Err(ListError::Uneven { field: input.label.clone() });
            }
            if inputs[..at].iter().any(|other| other.label == input.label) {
                return Err(ListError::RepeatedField { field: input.label.clone() });
            }
        }
        let (parts, others): (Vec<_>, Vec<_>) =
            inputs.into_iter().partition(|input| input.kind.is_name_part());
        let sharing = std::iter::once(parts).filter(|parts| !parts.is_empty());
        let sharing: Vec<_> = sharing.chain(others.into_iter().map(|input| vec![input])).collect();
        let united =
            sharing.into_par_iter().enumerate().map(|(at, inputs)| Self::united(at, inputs));
        let (texts, fields): (Vec<Texts>, Vec<Vec<Field>>) = united.unzip();
        let mut fields: Vec<Field> = fields.into_iter().flatten().collect();
        // Cheap and telling comparisons first: most pairs are settled before a name is compared.
        fields.sort_by_key(|field| order(field.kind));
        Ok(Self { fields, texts, left_rows, right_rows, one_list })
    }

    /// The parts of a whole name, which share its values.
    const PARTS: [FieldKind; 3] =
        [FieldKind::NameGiven, FieldKind::NameSurname, FieldKind::NameFather];

    /// Fields that share this dictionary, and its values.
    fn united(dictionary: usize, inputs: Vec<FieldInput>) -> (Texts, Vec<Field>) {
        let mut columns = Vec::new();
        let mut heads = Vec::new();
        for FieldInput { kind, label, left, right } in inputs {
            heads.push((kind, label, right.is_some()));
            columns.push(left);
            columns.extend(right);
        }
        let (texts, codes) = CodedColumn::unite(columns);
        let mut codes = codes.into_iter();
        let mut fields = Vec::new();
        for (kind, label, two) in heads {
            let left = codes.next().unwrap_or_default();
            let right = if two { codes.next() } else { None };
            if kind == FieldKind::Name {
                fields.extend(Self::PARTS.map(|kind| Field {
                    kind,
                    label: kind.code().to_owned(),
                    dictionary,
                    left: left.clone(),
                    right: right.clone(),
                }));
            } else {
                fields.push(Field { kind, label, dictionary, left, right });
            }
        }
        (texts, fields)
    }

    /// Index of the first field of a kind.
    pub(super) fn find(&self, kind: FieldKind) -> Option<usize> {
        self.fields.iter().position(|field| field.kind == kind)
    }

    /// Pairs that could be compared.
    pub(super) fn all_pairs(&self) -> f64 {
        let (left, right) = (self.left_rows as f64, self.right_rows as f64);
        if self.one_list { left * (left - 1.0) / 2.0 } else { left * right }
    }
}

const fn order(kind: FieldKind) -> u8 {
    match kind {
        FieldKind::Pin => 0,
        FieldKind::Phone => 1,
        FieldKind::BirthDate => 2,
        FieldKind::Exact => 3,
        FieldKind::Given => 4,
        FieldKind::Surname => 5,
        FieldKind::Patronymic => 6,
        FieldKind::Place => 7,
        FieldKind::Sex => 8,
        FieldKind::Text => 9,
        FieldKind::Name | FieldKind::NameGiven | FieldKind::NameSurname | FieldKind::NameFather => {
            10
        }
    }
}
