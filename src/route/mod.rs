//! Orthogonal lines round rectangles: generic routing that knows only geometry.
