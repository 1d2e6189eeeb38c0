//! The weight from sketches against the sum of the explained comparisons, which looks at the records
//! themselves, shares no memory and allocates freely.

#[path = "../../tests/it/simulated_records.rs"]
mod simulated_records;

use proptest::prelude::*;
use records::Reference;
use testkit::SimulationPlan;

use super::memory::Memory;
use super::weigh::Weigher;
use crate::case_profile::Profiler;
use crate::linking::{CasePair, staged};
use crate::ngo_ngo::NgoNgo;
use crate::ngo_register::NgoRegister;
use crate::options::LinkOptions;
use crate::register::Register;
use crate::register_court::RegisterCourt;
use simulated_records::Scenario;

/// Weighs all pairs of both sides both ways, brought up or not; how many.
fn check(pair: &impl CasePair, reference: &Reference) -> usize {
    let options = LinkOptions { as_of: "2026-06-30".parse().ok(), ..LinkOptions::default() };
    let profiler = Profiler::new(reference, options.as_of);
    let (lefts, rights) = pair.sizes();
    staged(pair, reference, &profiler, &options, &|_| {}, |stage| {
        let (ground, context) = (stage.ground, stage.context);
        let weigher = Weigher::new(ground, context, pair.conditional());
        let mut memory = Memory::default();
        let mut checked = 0;
        let prepared: Vec<_> = (0u32..).take(rights).map(|at| ground.right(pair, at)).collect();
        for left in (0u32..).take(lefts) {
            let record = ground.left(pair, left);
            for (right, other) in (0u32..).zip(&prepared) {
                // A narrative is read only where blocking brings the record up.
                let mut other = other.clone();
                if !ground.has_text(right) {
                    other.case.narrative = None;
                }
                let slow = pair.compare(context, &record, &other, false).weight();
                let sides = (ground.lefts.case(left), ground.rights.case(right));
                let fast = pair.weigh(&weigher, sides, (left, right), &mut memory);
                assert_eq!(
                    fast.bits().to_bits(),
                    slow.bits().to_bits(),
                    "{} {left} {right}: {fast} {slow}",
                    pair.kind().code()
                );
                checked += 1;
            }
        }
        checked
    })
    .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5))]
    #[test]
    fn the_fast_path_weighs_every_pair_as_the_slow_one_explains_it(seed in any::<u64>()) {
        let demo = SimulationPlan::demo().unwrap();
        let s = Scenario::new(&SimulationPlan { seed, reports: 30, register: 120, court: 40, ..demo });
        let of = |kind: &dyn Fn() -> usize| assert!(kind() > 500);
        let register = Register::of(&s.register).unwrap();
        of(&|| check(&NgoRegister::new(&s.reports, &register).unwrap(), &s.reference));
        of(&|| check(&RegisterCourt::new(&register, &s.court).unwrap(), &s.reference));
        of(&|| check(&NgoNgo::new(&s.reports).unwrap(), &s.reference));
        prop_assert!(!s.truth("ngo_register").is_empty(), "true pairs are among them");
    }
}
