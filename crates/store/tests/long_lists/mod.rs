//! Lists longer than a batch that is written and a page that is read, and records handed over out of
//! order.

use linkage::lineage::LineageKeys;
use linkage::register::Entries;

use super::*;

/// Several batches and pages, the last of them not full.
const MANY: u32 = 9_001;

/// What is written and read batch by batch and page by page comes back whole, in order, and as the
/// audit log says.
pub(super) async fn long_lists_come_back_whole(store: &mut impl Store) {
    let delivery = delivery("ngo-a", SourceKind::Ngo, "h1");
    let reports: Vec<NgoReport> = (0..MANY).map(|at| report(&format!("{at:05}"))).collect();
    let mut held = held(Records::Ngo(reports.to_vec()), &[], account(MANY.into(), 0));
    let new = NewDelivery { delivery: &delivery, reading_hash: "r1", contents: &mut held };
    store.put_deliveries(None, &mut [new]).await.unwrap();
    assert!(store.reports().await.unwrap() == reports);

    let mut set = link_set();
    let one = set.decisions.remove(0);
    let decision = |of: &NgoReport| Decision { left: of.id.clone(), ..one.clone() };
    set.decisions = reports.iter().map(decision).collect();
    store.put_links(&[set.clone()], "i1").await.unwrap();
    assert!(store.links(LinkKind::NgoRegister).await.unwrap() == Some((set, "i1".to_owned())));

    let (log, state) = (store.audit_log().await.unwrap(), store.audited_state().await.unwrap());
    assert_eq!(verify(&log, &state, None), []);
}

/// A register of two sources, packed: every entry as it is read otherwise, thinned, by id, with what
/// its lineage hangs on; and nobody's name in what is printed of it.
pub(super) async fn a_register_comes_back_packed(store: &mut impl Store) {
    let sources = ["erp-2", "erp-1"].map(|source| delivery(source, SourceKind::Register, source));
    let of_source = |source: &str, many: u32| {
        let record = |at| {
            let id = format!("{source}:{at:05}").as_str().into();
            let number = format!("03-050-2022-{at:06}");
            let numbers = ReferenceNumber::new(NumberKind::Register, &number);
            let numbers = numbers.into_iter().collect();
            let told = (at % 3 != 1).then(|| format!("Фабула {at}: увезли и не вернули").into());
            CrimeRecord { id, numbers, narrative: told, ..crime_record() }
        };
        Records::Register((0..many).map(record).collect())
    };
    let mut held = [("erp-2", 3), ("erp-1", MANY)]
        .map(|(source, many)| held(of_source(source, many), &[], account(many.into(), 0)));
    let mut new: Vec<NewDelivery<'_>> = (sources.iter().zip(&mut held))
        .map(|(delivery, held)| NewDelivery { delivery, reading_hash: "r1", contents: held })
        .collect();
    store.put_deliveries(None, &mut new).await.unwrap();

    let thin = |record: &mut CrimeRecord| record.office = None;
    let (packed, keys) = store.crime_records_packed(&thin).await.unwrap();
    let read = store.crime_records_thinned(&thin).await.unwrap();
    assert!(packed.ids().iter().eq(read.iter().map(|record| &record.id)));
    for (at, whole) in read.iter().enumerate() {
        assert_eq!(packed.narrative(at), whole.narrative);
        let mut entry = packed.entry(at);
        assert!(entry.narrative.is_none());
        entry.narrative.clone_from(&whole.narrative);
        assert!(entry == *whole);
    }
    assert!(keys == read.iter().map(LineageKeys::of).collect::<Vec<_>>());
    assert_eq!(format!("{packed:?}"), "PackedEntries { entries: 9004, .. }");
}

/// Records handed over some at a time, in an order of their own, and withdrawn at the end if told to.
struct Shuffled {
    reports: Vec<NgoReport>,
    pieces: Vec<std::ops::Range<usize>>,
    withdrawn: bool,
}

impl Contents for Shuffled {
    fn records(&mut self) -> Option<Records> {
        let piece = self.pieces.pop()?;
        Some(Records::Ngo(self.reports[piece].to_vec()))
    }

    fn rest(&mut self) -> Option<ContentsRest<'_>> {
        let rest = ContentsRest {
            quarantine: &[],
            account: account(self.reports.len() as u64, 0),
            notes: &[],
        };
        (!self.withdrawn).then_some(rest)
    }
}

/// In whatever order and pieces records are handed over, the log holds; what they changed is told, and
/// what is withdrawn leaves everything as it was.
pub(super) async fn records_flow_in_any_order(store: &mut impl Store) {
    let reports: Vec<NgoReport> = (0..MANY).map(|at| report(&format!("{at:05}"))).collect();
    let many = reports.len();
    let pieces = vec![4_000..many, 10..10, 0..1, 1..4_000];
    let mut put = async |hash: &str, reports: &[NgoReport], withdrawn: bool| {
        let delivery = delivery("ngo-a", SourceKind::Ngo, hash);
        let mut pieces = pieces.clone();
        pieces.retain(|piece| piece.end <= reports.len());
        let mut shuffled = Shuffled { reports: reports.to_vec(), pieces, withdrawn };
        let new = NewDelivery { delivery: &delivery, reading_hash: hash, contents: &mut shuffled };
        let note = AuditNote::configuration(hash, "r", "1");
        store.put_deliveries(Some(&note), &mut [new]).await.map(|mut outcomes| outcomes.remove(0))
    };
    assert_eq!(put("h1", &reports, false).await.unwrap(), DeliveryOutcome::Added);
    let mut others: Vec<NgoReport> = (9..MANY + 9).map(|at| report(&format!("{at:05}"))).collect();
    others[5_000].consent = None;
    let refused = put("h2", &others, true).await;
    assert!(matches!(refused, Err(StoreError::Withdrawn(_))), "{refused:?}");
    assert!(matches!(put("h1", &reports, true).await, Ok(DeliveryOutcome::Unchanged)));
    let ids = |reports: &[NgoReport]| reports.iter().map(|one| one.id.clone()).collect();
    let expected = RecordChanges {
        added: ids(&others[many - 9..]),
        removed: ids(&reports[..9]),
        changed: ids(&others[5_000..=5_000]),
    };
    assert_eq!(put("h2", &others, false).await.unwrap(), DeliveryOutcome::Replaced(expected));
    let DeliveryOutcome::Replaced(rest) = put("h3", &others[..1], false).await.unwrap() else {
        panic!("h2 is replaced");
    };
    let gone: Vec<_> = ids(&others[1..]);
    assert!((rest.added, rest.changed) == (vec![], vec![]) && rest.removed == gone);
    assert!(store.reports().await.unwrap() == others[..1]);
    let (log, state) = (store.audit_log().await.unwrap(), store.audited_state().await.unwrap());
    assert_eq!(verify(&log, &state, None), []);
    let kinds: Vec<_> = log.iter().map(|entry| entry.kind.as_str()).collect();
    let expected = ["configuration", "input"].repeat(3);
    assert_eq!(kinds, expected, "what was withdrawn is not in the log");
}
