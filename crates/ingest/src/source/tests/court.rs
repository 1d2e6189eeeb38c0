use records::{CourtResult, Instance, PersonRole};

use super::*;

#[test]
fn a_row_per_act_is_one_case_with_its_acts_in_order() {
    let reading = read(
        &config("court", "event", ONE_FILE),
        vec![table(
            "a.csv",
            &[
                "ref | court | instance | received | cited.register | defendant.name | result | \
                 result.date | in_force",
                "УД-302/22-Б1 | Ленинский суд | первая | 05.03.2022 | 03-050-2022-547 | К.А. | \
                 осужден | 07.06.2022 | 08.07.2022",
                "УД-302/22-Б1 | Ленинский суд | первая | 05.03.2022 | | К.А. | \
                 возвращено прокурору | 01.04.2022 |",
            ],
        )],
    );
    let [case] = court(&reading) else { panic!("{:?}", reading.quarantine) };
    assert_eq!(case.id.as_str(), "s:УД-302/22-Б1");
    assert_eq!(case.instance, Some(Instance::First));
    let results: Vec<_> = case.acts.iter().map(|act| act.result.unwrap()).collect();
    assert_eq!(results, [CourtResult::Returned, CourtResult::Convicted]);
    assert_eq!(case.acts[1].in_force.unwrap().to_string(), "2022-07-08");
    assert_eq!(case.cited[0].normalized, "03-050-2022-000547");
    assert_eq!((case.persons.len(), case.persons[0].role), (1, PersonRole::Defendant));
}

#[test]
fn one_number_of_two_courts_is_two_cases() {
    let reading = read(
        &config("court", "case", ONE_FILE),
        vec![table(
            "a.csv",
            &[
                "ref | court | received | article | lower",
                "УД-12/22 | Суд А | 05.03.2022 | 166 ч. 2, 171 |",
                "УД-12/22 | Суд Б | 05.03.2022 | 171 | УД-9/21",
                "УД-13/22 | Суд Б | 05.03.2022 | |",
                "yД–12/22 | Суд А. | 05.03.2022 | 166 |",
            ],
        )],
    );
    assert_eq!(
        ids(court(&reading).iter().map(|case| &case.id)),
        ["s:УД-12/22@суд а", "s:УД-12/22@суд б", "s:УД-13/22"]
    );
    assert_eq!(reading.quarantine.len(), 1, "the same number of the same court differs");
    assert_eq!(court(&reading)[1].lower.as_ref().unwrap().normalized, "УД-9/21");
    assert_eq!(court(&reading)[1].charges.len(), 1);
}
