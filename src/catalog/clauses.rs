//! The clauses of conditions, for `condition.rs` and for `build.rs`.

/// Hands all clauses to a macro: what a clause is about, its name, and the type of its value. A
/// clause that lists kinds and cannot hold unless one of them is there is marked with `one`.
macro_rules! clauses {
    ($declare:ident) => {
        $declare! {
            /// Types of solution.
            Solution(Words),
            /// Profiles.
            Profile(Words),
            /// Range of documentation profiles.
            Docs(Span),
            /// Range of days that today must lie in.
            Today(Span),
            /// Options of choices that are in force.
            Chosen(BTreeMap<String, Test>),
            /// Kinds of which one element exists.
            Present(Words) [one],
            /// Kinds of which no element exists.
            Absent(Words),
            /// Kinds of which at least two elements exist.
            Several(Words),
            /// Kinds of which one element exists in the subject's site.
            Here(Words) [one],
            /// Kinds of the subject.
            Kind(Words) [one],
            /// Kinds of containers of which one is around the subject.
            Inside(Words) [one],
            /// Kinds of which one element stands on a level above the subject's on its way to the cloud.
            Above(Words) [one],
            /// Kinds of which one is joined to the subject.
            Connected(Words) [one],
            /// Kinds that data of the subject reaches directly; `*`: any.
            Feeds(Words) [one],
            /// Kinds whose data reaches the subject directly; `*`: any.
            FedBy(Words) [one],
            /// Kinds from which control reaches the subject directly.
            ControlledBy(Words) [one],
            /// Kinds of which an element names the subject in an `items` setting.
            NamedBy(Words) [one],
            /// Words of which one stands in the subject's label, in whatever case.
            Called(SmallWords),
            /// Whether the author wrote the subject.
            Written(bool),
            /// Rules of which one brought the subject in, or needs it.
            Meets(Words),
            /// Whether the author wrote where the subject's messages go.
            HandedOn(bool),
            /// Whether the subject's edge runtime reaches the cloud through another one.
            Nested(bool),
            /// Whether another element of the subject's kind reaches the cloud through it or its site.
            Parent(bool),
            /// Whether the author wrote no device, asset, service, node or site at all.
            Empty(bool),
            /// How many the subject stands for.
            Count(Bounds),
            /// How many there are of it: its count times the counts of what it stands in.
            Times(Bounds),
            /// Settings that name something other than what a partner of one of these kinds is joined to
            /// or names.
            Strays(BTreeMap<String, Words>),
            /// Settings of the subject.
            Setting(BTreeMap<String, Test>),
            /// Kinds of which an `items` setting of the subject names an element, by the setting's key.
            Names(BTreeMap<String, Words>),
            /// Settings of the nearest container around the subject that has them.
            Place(BTreeMap<String, Test>),
            /// Settings of the subject, or else of the nearest container around it that has them.
            Effective(BTreeMap<String, Test>),
            /// Asked of a connection's first end.
            From(Box<Condition>),
            /// Asked of a connection's last end.
            To(Box<Condition>),
            /// Holds for one of the elements that are joined to the subject.
            Partner(Box<Condition>),
            /// One of these holds.
            Any(Box<[Condition]>),
            /// All of these hold.
            All(Box<[Condition]>),
            /// This does not hold.
            Not(Box<Condition>),
        }
    };
}
