//! The test binary: everything that is tested from outside of a module.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

mod agreement;
mod browser;
mod cli;
mod conditions;
mod coverage;
mod derive;
mod diagnostics;
mod diff_acts;
mod diff_causes;
mod diff_codes;
mod diff_edits;
mod diff_git;
mod diff_guide;
mod diff_keys;
mod diff_odd_git;
mod diff_oracle;
mod diff_peers;
mod diff_places;
mod diff_reports;
mod diff_requests;
mod diff_risks;
mod diff_rules;
mod diff_script;
mod diff_told;
mod docs;
mod facts;
mod formats;
mod gallery;
mod glyphs;
mod golden;
mod hostile;
mod house;
mod keep;
mod lines;
mod outside;
mod own_domain;
mod pictures;
mod program;
mod reference;
mod references;
mod score;
