//! Curves of other tools as polylines.

use maquette::geom::{PX, Point};

/// Pieces that a Bézier curve is cut into.
const PIECES: usize = 8;

/// A place in pixels.
pub type Place = (f64, f64);

/// Pixels to units.
pub fn point(p: Place) -> Point {
    Point::new(units(p.0), units(p.1))
}

/// Pixels to units.
pub fn units(v: f64) -> i32 {
    (v * f64::from(PX)).round() as i32
}

/// Adds a cubic Bézier curve that begins at the last point of the line.
pub fn add_bezier(line: &mut Vec<Place>, b: Place, c: Place, d: Place) {
    let Some(&a) = line.last() else { return };
    for i in 1..=PIECES {
        let t = i as f64 / PIECES as f64;
        let u = 1.0 - t;
        let mix = |a: f64, b: f64, c: f64, d: f64| {
            u * u * u * a + 3.0 * u * u * t * b + 3.0 * u * t * t * c + t * t * t * d
        };
        line.push((mix(a.0, b.0, c.0, d.0), mix(a.1, b.1, c.1, d.1)));
    }
}

/// The polyline in units, without repeated points.
pub fn polyline(line: &[Place]) -> Vec<Point> {
    let mut points: Vec<Point> = line.iter().copied().map(point).collect();
    points.dedup();
    points
}
