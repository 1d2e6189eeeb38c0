//! Choosing by seed and id, so that the same cards are chosen on every machine and whatever else is
//! in the list. Reach for [`position`]; it is uniform, it is no secret and no cryptography.

/// Where an id stands for this seed and purpose, uniform in [0, 1).
///
/// # Source
/// FNV-1a over seed, purpose and id, then the finaliser of SplitMix64 (Steele et al. 2014), whose
/// upper 53 bits make the fraction.
pub fn position(seed: u64, purpose: &str, id: &str) -> f64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let bytes = seed.to_le_bytes().into_iter().chain(purpose.bytes()).chain([0]).chain(id.bytes());
    for byte in bytes {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    let mut mixed = hash.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^= mixed >> 31;
    (mixed >> 11) as f64 / (1u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_spread_evenly_and_differ_by_purpose() {
        let at: Vec<f64> = (0..20_000).map(|i| position(7, "audit", &format!("ngo:{i}"))).collect();
        for tenth in 0..10 {
            let from = f64::from(tenth) / 10.0;
            let share = at.iter().filter(|p| (from..from + 0.1).contains(*p)).count();
            // 2,000 expected, standard deviation 42.
            assert!(share.abs_diff(2_000) < 170, "tenth {tenth} holds {share}");
        }
        assert_ne!(position(7, "audit", "ngo:1"), position(7, "reread", "ngo:1"));
        assert_ne!(position(7, "audit", "ngo:1"), position(8, "audit", "ngo:1"));
    }
}
