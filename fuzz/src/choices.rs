//! Decisions from bytes.

/// Bytes that are used up decision by decision. Once none are left every decision is the first of its
/// kind, so whatever is made of them comes to an end.
pub struct Choices<'a> {
    bytes: &'a [u8],
}

impl<'a> Choices<'a> {
    /// Decisions from these bytes.
    pub const fn of(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    fn byte(&mut self) -> usize {
        let Some((&first, rest)) = self.bytes.split_first() else { return 0 };
        self.bytes = rest;
        usize::from(first)
    }

    /// A number below this one.
    pub fn below(&mut self, most: usize) -> usize {
        let number = self.byte();
        let number = if most > 256 { number << 8 | self.byte() } else { number };
        number % most.max(1)
    }

    /// Whether the seldom one of so many ways is taken.
    pub fn once_in(&mut self, ways: usize) -> bool {
        self.below(ways) + 1 == ways
    }

    /// One of a list that is not empty.
    pub fn pick<'b, T: ?Sized>(&mut self, from: &[&'b T]) -> &'b T {
        from[self.below(from.len())]
    }

    /// One to so many parts, each made by these choices.
    pub fn some(
        &mut self,
        most: usize,
        mut part: impl FnMut(&mut Self, usize) -> String,
    ) -> String {
        (0..=self.below(most)).map(|at| part(self, at)).collect()
    }

    /// As [`Choices::some`], or none.
    pub fn any(&mut self, most: usize, mut part: impl FnMut(&mut Self, usize) -> String) -> String {
        (0..self.below(most + 1)).map(|at| part(self, at)).collect()
    }
}
