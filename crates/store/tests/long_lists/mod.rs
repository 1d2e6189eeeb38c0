//! Lists longer than a batch that is written and a page that is read.

use super::*;

/// Several batches and pages, the last of them not full.
const MANY: u32 = 9_001;

/// What is written and read batch by batch and page by page comes back whole, in order, and as the
/// audit log says.
pub(super) async fn long_lists_come_back_whole(store: &mut impl Store) {
    let delivery = delivery("ngo-a", SourceKind::Ngo, "h1");
    let reports: Vec<NgoReport> = (0..MANY).map(|at| report(&format!("{at:05}"))).collect();
    let new = NewDelivery {
        delivery: &delivery,
        reading_hash: "r1",
        records: RecordsRef::Ngo(&reports),
        quarantine: &[],
        account: account(MANY.into(), 0),
        notes: &[],
    };
    store.put_deliveries(&[new]).await.unwrap();
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
