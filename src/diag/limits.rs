//! How much of everything is read, derived and told: one table, for errors, options and documents.

/// A limit: its name, its value unless it is set, and what it bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitInfo {
    /// The name for `--limit`.
    pub name: &'static str,
    /// The value unless it is set.
    pub standard: u64,
    /// What it bounds, for people.
    pub about: &'static str,
}

/// The limits that can be set, in the order of the fields of [`Limits`].
pub const LIMITS: [LimitInfo; 8] = [
    LimitInfo { name: "text", standard: 16 << 20, about: "bytes of a file that is read" },
    LimitInfo {
        name: "marks",
        standard: 1_000_000,
        about: "marks of a TOML file: line ends, commas, dots, brackets and `=`, and a fourth of \
                its blanks and quotes",
    },
    LimitInfo {
        name: "elements",
        standard: 20_000,
        about: "elements of an architecture, written and derived",
    },
    LimitInfo {
        name: "connections",
        standard: 50_000,
        about: "connections of an architecture, written and derived",
    },
    LimitInfo {
        name: "pairs",
        standard: 1_000_000,
        about: "pairs of elements that rules may join, all rules together",
    },
    LimitInfo { name: "depth", standard: 64, about: "places inside each other" },
    LimitInfo { name: "findings", standard: 1_000, about: "findings that are listed, not counted" },
    LimitInfo { name: "total", standard: 256 << 20, about: "bytes of all that a run reads" },
];

/// The limits that hold for a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a file that is read.
    pub text: u64,
    /// Line ends, commas, dots, brackets and `=` in a TOML file.
    pub marks: usize,
    /// Elements of an architecture, written and derived.
    pub elements: usize,
    /// Connections of an architecture, written and derived.
    pub connections: usize,
    /// Pairs of elements that rules may join, all rules together.
    pub pairs: usize,
    /// Places inside each other.
    pub depth: usize,
    /// Findings that are listed.
    pub findings: usize,
    /// Bytes of all that a run reads.
    pub total: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self::of(LIMITS.map(|limit| limit.standard))
    }
}

impl Limits {
    /// The limits with these values, in the order of [`LIMITS`].
    fn of([text, marks, elements, connections, pairs, depth, findings, total]: [u64; 8]) -> Self {
        let number = |value: u64| usize::try_from(value).unwrap_or(usize::MAX);
        Self {
            text,
            marks: number(marks),
            elements: number(elements),
            connections: number(connections),
            pairs: number(pairs),
            depth: number(depth),
            findings: number(findings),
            total,
        }
    }

    /// The limits of a run that sets some by name; the last one of a name counts.
    pub fn with(set: &[(&'static str, u64)]) -> Self {
        Self::of(LIMITS.map(|limit| {
            let own = set.iter().rev().find(|(name, _)| *name == limit.name);
            own.map_or(limit.standard, |(_, value)| *value)
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::Limits;

    #[test]
    fn what_is_not_set_is_as_in_the_table() {
        let limits = Limits::with(&[("depth", 3), ("elements", 7), ("depth", 9)]);
        assert_eq!((limits.elements, limits.depth), (7, 9));
        assert_eq!(Limits { elements: 20_000, depth: 64, ..limits }, Limits::default());
    }
}
