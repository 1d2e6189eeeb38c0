//! Persons, events and acts of one case from all its rows. Reach for [`Gathering`] while joining.
//!
//! Guarantees that what is repeated from row to row counts once, that two people of whom nothing
//! tells them apart stay two, and that the order of rows does not show: persons stand by role and
//! key or name, events by date and kind with undated ones last.

use std::cmp::Ordering;

use records::{Person, PersonName, Sensitive};

use crate::field::Slot;
use crate::row_content::{ActDraft, EventDraft};
use crate::source_config::Layout;

/// Collects across rows.
pub(super) struct Gathering {
    /// Whether one row is one person, so that equal rows without a name are two people.
    row_is_person: bool,
    persons: Vec<Person>,
    events: Vec<EventDraft>,
    acts: Vec<ActDraft>,
}

impl Gathering {
    pub(super) const fn new(layout: Layout) -> Self {
        Self {
            row_is_person: matches!(layout, Layout::Person | Layout::Linked),
            persons: Vec::new(),
            events: Vec::new(),
            acts: Vec::new(),
        }
    }

    pub(super) fn add(
        &mut self,
        persons: Vec<(Slot, Person)>,
        events: Vec<EventDraft>,
        acts: Vec<ActDraft>,
    ) {
        // Two columns of one row are two people even where they say the same.
        let before = self.persons.len();
        for (_, person) in persons {
            self.add_person(person, before);
        }
        for event in events {
            match self.events.iter_mut().find(|known| same_event(known, &event)) {
                Some(known) if event.row < known.row => known.row = event.row,
                Some(_) => {}
                None => self.events.push(event),
            }
        }
        for act in acts {
            match self.acts.iter_mut().find(|known| same_act(known, &act)) {
                Some(known) if act.row < known.row => known.row = act.row,
                Some(_) => {}
                None => self.acts.push(act),
            }
        }
    }

    fn add_person(&mut self, person: Person, earlier_rows: usize) {
        if person.key.is_some() {
            let same = |known: &&mut Person| known.key == person.key && known.role == person.role;
            if let Some(known) = self.persons.iter_mut().find(same) {
                complete(known, person);
                return;
            }
        } else if !self.row_is_person || is_identified(&person) {
            let mut known = self.persons[..earlier_rows].iter();
            if known.any(|known| *known == person) {
                return;
            }
        }
        self.persons.push(person);
    }

    /// Everything gathered, in its lasting order.
    pub(super) fn finish(mut self) -> (Vec<Person>, Vec<EventDraft>, Vec<ActDraft>) {
        self.persons.sort_by(by_role_and_name);
        self.events.sort_by(by_date_and_kind);
        self.acts.sort_by(|a, b| {
            let key = |act: &ActDraft| {
                (
                    act.date.is_none(),
                    act.date,
                    act.result,
                    act.act_type.clone(),
                    act.ground.clone(),
                    act.in_force,
                )
            };
            key(a).cmp(&key(b)).then_with(|| a.row.cmp(&b.row))
        });
        (self.persons, self.events, self.acts)
    }
}

/// Whether something singles the person out.
fn is_identified(person: &Person) -> bool {
    !person.names.is_empty()
        || person.pin.is_some()
        || person.document.is_some()
        || person.phone.is_some()
        || person.pseudonym.is_some()
}

/// Adds what another row says of the same person: further names are aliases; where both rows name
/// a different value the smaller stays, so that the order of rows does not show.
fn complete(known: &mut Person, more: Person) {
    for name in more.names {
        if !known.names.contains(&name) {
            known.names.push(name);
        }
    }
    known.names.sort_by_key(name_text);
    keep(&mut known.sex, more.sex);
    keep(&mut known.birth_date, more.birth_date);
    keep(&mut known.age, more.age);
    keep(&mut known.pin, more.pin);
    keep(&mut known.citizenship, more.citizenship);
    keep(&mut known.document, more.document);
    keep(&mut known.phone, more.phone);
    keep(&mut known.pseudonym, more.pseudonym);
}

fn keep<T: Ord>(known: &mut Option<T>, more: Option<T>) {
    if let Some(more) = more
        && known.as_ref().is_none_or(|known| more < *known)
    {
        *known = Some(more);
    }
}

fn name_text(name: &PersonName) -> String {
    let part = |part: &Option<Sensitive<String>>| {
        part.as_ref().map(|part| part.expose().clone()).unwrap_or_default()
    };
    match name {
        PersonName::Whole(whole) => whole.expose().clone(),
        PersonName::Parts { surname, given, patronymic } => {
            [part(surname), part(given), part(patronymic)].join(" ")
        }
    }
}

fn by_role_and_name(a: &Person, b: &Person) -> Ordering {
    let key = |person: &Person| {
        let names: Vec<String> = person.names.iter().map(name_text).collect();
        (person.role, person.key.clone(), names)
    };
    let rest = |person: &Person| {
        (
            person.birth_date,
            person.age,
            person.sex,
            person.pin.clone(),
            person.citizenship.clone(),
            person.document.clone(),
            person.phone.clone(),
            person.pseudonym.clone(),
        )
    };
    key(a).cmp(&key(b)).then_with(|| rest(a).cmp(&rest(b)))
}

fn by_date_and_kind(a: &EventDraft, b: &EventDraft) -> Ordering {
    let key = |event: &EventDraft| {
        (
            event.date.is_none(),
            event.date,
            event.kind,
            event.ground.clone(),
            event.articles.clone(),
            event.edition.clone(),
            event.body.clone(),
            event.other.clone(),
        )
    };
    key(a).cmp(&key(b)).then_with(|| a.row.cmp(&b.row))
}

fn same_event(a: &EventDraft, b: &EventDraft) -> bool {
    by_date_and_kind(a, &EventDraft { row: a.row.clone(), ..b.clone() }).is_eq()
}

fn same_act(a: &ActDraft, b: &ActDraft) -> bool {
    *a == ActDraft { row: a.row.clone(), ..b.clone() }
}
