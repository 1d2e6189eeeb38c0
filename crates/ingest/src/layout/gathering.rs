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
        self.acts.sort_by(|a, b| act_order(a).cmp(&act_order(b)).then_with(|| a.row.cmp(&b.row)));
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
    let names = |person: &Person| person.names.iter().map(name_text).collect::<Vec<_>>();
    (a.role, &a.key)
        .cmp(&(b.role, &b.key))
        .then_with(|| names(a).cmp(&names(b)))
        .then_with(|| person_rest(a).cmp(&person_rest(b)))
}

/// What orders persons of one role and name.
fn person_rest(person: &Person) -> impl Ord + '_ {
    (
        person.birth_date,
        person.age,
        person.sex,
        &person.pin,
        &person.citizenship,
        &person.document,
        &person.phone,
        &person.pseudonym,
    )
}

fn by_date_and_kind(a: &EventDraft, b: &EventDraft) -> Ordering {
    event_order(a).cmp(&event_order(b)).then_with(|| a.row.cmp(&b.row))
}

/// Everything an event says, in the order events stand: dated ones first.
fn event_order(event: &EventDraft) -> impl Ord + '_ {
    (
        event.date.is_none(),
        event.date,
        event.kind,
        &event.ground,
        &event.articles,
        &event.edition,
        &event.body,
        &event.other,
    )
}

/// Everything an act says, in the order acts stand: dated ones first.
fn act_order(act: &ActDraft) -> impl Ord + '_ {
    (act.date.is_none(), act.date, act.result, &act.act_type, &act.ground, act.in_force)
}

fn same_event(a: &EventDraft, b: &EventDraft) -> bool {
    event_order(a).cmp(&event_order(b)).is_eq()
}

fn same_act(a: &ActDraft, b: &ActDraft) -> bool {
    act_order(a).cmp(&act_order(b)).is_eq()
}
