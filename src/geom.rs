//! Points, sizes and rectangles in integer quarter pixels.
//!
//! Integers make equal inputs give equal bytes on every machine; a quarter of a
//! pixel is finer than any line that is drawn.

/// A length or coordinate in quarter pixels.
pub type Unit = i32;

/// Quarter pixels in one pixel.
pub const PX: Unit = 4;

/// Converts whole pixels to units.
pub const fn px(pixels: i32) -> Unit {
    pixels * PX
}

/// A place on the canvas; y grows downwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Point {
    /// Distance from the left edge of the canvas.
    pub x: Unit,
    /// Distance from the top edge of the canvas.
    pub y: Unit,
}

impl Point {
    /// A point at `x`, `y`.
    pub const fn new(x: Unit, y: Unit) -> Self {
        Self { x, y }
    }
}

/// A width and a height.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Size {
    /// Extent from left to right.
    pub width: Unit,
    /// Extent from top to bottom.
    pub height: Unit,
}

impl Size {
    /// A size of `width` by `height`.
    pub const fn new(width: Unit, height: Unit) -> Self {
        Self { width, height }
    }

    /// The same size with width and height exchanged.
    pub const fn transposed(self) -> Self {
        Self { width: self.height, height: self.width }
    }
}

/// An upright rectangle: its top left corner and its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rect {
    /// Left border.
    pub x: Unit,
    /// Top border.
    pub y: Unit,
    /// Extent from left to right, never negative.
    pub width: Unit,
    /// Extent from top to bottom, never negative.
    pub height: Unit,
}

impl Rect {
    /// The rectangle with its top left corner at `x`, `y`.
    pub const fn new(x: Unit, y: Unit, width: Unit, height: Unit) -> Self {
        Self { x, y, width, height }
    }

    /// The smallest rectangle around two corners in any order.
    pub fn spanning(a: Point, b: Point) -> Self {
        let (x, y) = (a.x.min(b.x), a.y.min(b.y));
        Self::new(x, y, a.x.max(b.x) - x, a.y.max(b.y) - y)
    }

    /// Right border.
    pub const fn right(&self) -> Unit {
        self.x + self.width
    }

    /// Bottom border.
    pub const fn bottom(&self) -> Unit {
        self.y + self.height
    }

    /// The point in the middle.
    pub const fn center(&self) -> Point {
        Point::new(self.x + self.width / 2, self.y + self.height / 2)
    }

    /// Width and height.
    pub const fn size(&self) -> Size {
        Size::new(self.width, self.height)
    }

    /// Whether the interiors share an area; touching borders do not count.
    pub const fn overlaps(&self, other: &Self) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    /// Whether both have a point in common, borders included.
    pub const fn meets(&self, other: &Self) -> bool {
        self.x <= other.right()
            && other.x <= self.right()
            && self.y <= other.bottom()
            && other.y <= self.bottom()
    }

    /// Whether `other` lies within this rectangle, borders included.
    pub const fn contains(&self, other: &Self) -> bool {
        self.x <= other.x
            && self.y <= other.y
            && other.right() <= self.right()
            && other.bottom() <= self.bottom()
    }

    /// Whether the point lies strictly inside.
    pub const fn holds(&self, p: Point) -> bool {
        self.x < p.x && p.x < self.right() && self.y < p.y && p.y < self.bottom()
    }

    /// The rectangle grown by `by` on every side (shrunk if negative).
    pub const fn grown(&self, by: Unit) -> Self {
        Self::new(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)
    }

    /// The smallest rectangle around both.
    pub fn union(&self, other: &Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let (r, b) = (self.right().max(other.right()), self.bottom().max(other.bottom()));
        Self::new(x, y, r - x, b - y)
    }

    /// The rectangle moved by `dx`, `dy`.
    pub const fn moved(&self, dx: Unit, dy: Unit) -> Self {
        Self::new(self.x + dx, self.y + dy, self.width, self.height)
    }

    /// The rectangle mirrored at the main diagonal: x and y exchanged.
    pub const fn transposed(&self) -> Self {
        Self::new(self.y, self.x, self.height, self.width)
    }
}
