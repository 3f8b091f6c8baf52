//! Twelve hexadecimal digits that name a difference or a finding, so that it is known again.

/// The fingerprint of what is made what it is by these words. Stable across
/// versions of maquette: FNV-1a (Fowler, Noll, Vo) over the words, each closed by a zero byte,
/// its bits mixed once more (Stafford's variant 13) and cut to 48.
pub fn of(words: &[&str]) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in words.iter().flat_map(|word| word.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    format!("{:012x}", (hash ^ (hash >> 31)) >> 16)
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn fingerprints_never_change() {
        assert_eq!(of(&[]), of(&[]));
        assert_eq!(of(&["cold-chain", "added", "iot-hub"]).len(), 12);
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        // Approvals are stored in repositories: this value is part of the format.
        assert_eq!(of(&["cold-chain", "added", "iot-hub"]), "075703fff84a");
    }
}
