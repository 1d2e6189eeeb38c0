//! Rung R4: whether a case registered as trafficking was kept. Reach for [`kept`].

use jiff::ToSpan;
use jiff::civil::Date;
use records::CourtResult;

use crate::finding::Reached;
use crate::offence_standing::Standing;
use crate::path::Followed;
use crate::replay::{State, replay};
use crate::stage::ExitKind;
use crate::timeline::{Happening, Item};

/// Whether the case was, `horizon_days` after its registration, neither refused nor terminated nor
/// requalified out of the trafficking set. A decision annulled within the horizon does not count.
/// Unknown while the horizon is not over, or where dates do not tell on which side of it a
/// decision lies.
pub(crate) fn kept(followed: &Followed<'_>, horizon_days: i32, as_of: Date) -> Reached {
    let Some(registered) = followed.registered.flatten() else { return Reached::Unknown };
    let Ok(end) = registered.last_day().checked_add(i64::from(horizon_days).days()) else {
        return Reached::Unknown;
    };
    let unclear = followed.items.iter().any(|item| may_lose(item) && straddles(item, end));
    let at_end = replay(followed.first, &followed.items, Some(end));
    match (lost(&at_end), unclear) {
        (true, false) => Reached::No,
        (_, true) => Reached::Unknown,
        (false, false) if as_of < end => Reached::Unknown,
        (false, false) => Reached::Yes,
    }
}

fn lost(state: &State) -> bool {
    state.downgraded.is_some()
        || state
            .exit
            .as_ref()
            .is_some_and(|exit| matches!(exit.kind, ExitKind::Refused | ExitKind::Terminated))
}

fn may_lose(item: &Item<'_>) -> bool {
    matches!(
        item.what,
        Happening::Exit(ExitKind::Refused | ExitKind::Terminated, _)
            | Happening::Qualified(Standing::Other)
            | Happening::Decided(_, CourtResult::Terminated | CourtResult::Requalified, _)
    )
}

/// Whether a happening may lie on either side of a day.
fn straddles(item: &Item<'_>, day: Date) -> bool {
    item.date.is_none_or(|date| date.start() <= day && day < date.last_day())
}
