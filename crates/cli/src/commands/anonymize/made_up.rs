//! Names that nobody has, put together of parts. Reach for [`made_of_parts`] where the lexicon knows
//! no name that could stand for one.

/// Parts, in both scripts.
const FIRST: [(&str, &str); 16] = [
    ("бек", "bek"),
    ("нур", "nur"),
    ("жан", "zhan"),
    ("кан", "kan"),
    ("тай", "tai"),
    ("сый", "syi"),
    ("эр", "er"),
    ("алт", "alt"),
    ("кут", "kut"),
    ("мир", "mir"),
    ("тол", "tol"),
    ("бай", "bai"),
    ("сап", "sap"),
    ("ток", "tok"),
    ("дан", "dan"),
    ("кал", "kal"),
];
const SECOND: [(&str, &str); 16] = [
    ("гелди", "geldi"),
    ("бай", "bai"),
    ("султан", "sultan"),
    ("дар", "dar"),
    ("кан", "kan"),
    ("алы", "aly"),
    ("бек", "bek"),
    ("темир", "temir"),
    ("мурат", "murat"),
    ("туру", "turu"),
    ("сан", "san"),
    ("кул", "kul"),
    ("жигит", "zhigit"),
    ("баш", "bash"),
    ("кен", "ken"),
    ("рат", "rat"),
];

/// How many there are.
pub(super) const MADE_UP: usize = FIRST.len() * SECOND.len() * FIRST.len();

/// The name with this number, below [`MADE_UP`], in small letters.
pub(super) fn made_of_parts(at: usize, latin: bool) -> String {
    let (first, rest) = (at % FIRST.len(), at / FIRST.len());
    let (second, third) = (rest % SECOND.len(), rest / SECOND.len());
    let parts = [FIRST[third], FIRST[first], SECOND[second]];
    parts.iter().map(|(cyrillic, in_latin)| if latin { *in_latin } else { *cyrillic }).collect()
}
