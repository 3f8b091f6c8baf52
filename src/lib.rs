//! maquette: architecture diagrams from intent.
//!
//! ```text
//! text --syntax--> RawScenario --model--> Scenario --expand--> ArchGraph --check--> findings
//!      ArchGraph --measure--> layout::Input --Engine--> Layout --scene--> Scene --emit--> text
//!      two ArchGraphs --diff--> differences --overlay--> Scene
//! ```
//!
//! Every arrow is a function from value to value; the library takes text and returns text.

pub mod diag;
pub mod geom;
pub mod spatial;

pub mod catalog;
pub mod graph;
pub mod icons;
pub mod model;
pub mod syntax;
pub mod view;

pub mod check;
pub mod evaluate;
pub mod expand;
pub mod index;

pub mod theme;

pub mod dot_in;
pub mod keep;
pub mod layout;
pub mod measure;
pub mod pipeline;
pub mod route;
pub mod svg_in;

pub mod scene;

pub mod emit;

pub mod config;
pub mod marks;

pub mod diff;
