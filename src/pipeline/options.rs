//! How an architecture is drawn: what is asked for, and what holds where nothing is.

use crate::emit::{Links, Painting};
use crate::geom::px;
use crate::icons::Icons;
use crate::layout::{ENGINES, Engine, FlowDirection};
use crate::measure::{Protocols, Settings};
use crate::model::page::{Page, Way, Width};
use crate::theme::{Scheme, Theme};

/// Into how many figures an architecture is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Figures {
    /// One.
    #[default]
    One,
    /// An overview, and one for each band.
    Bands,
}

/// What holds where neither the caller nor the scenario says anything: what a project says of all
/// its pictures.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Usual {
    /// Reading direction; none: the engine's choice.
    pub reading: Option<FlowDirection>,
    /// Widest picture; none: the usual one.
    pub width: Option<Width>,
    /// Views, a picture each; none: one picture of everything.
    pub views: Vec<String>,
}

/// How an architecture is drawn.
#[derive(Clone)]
pub struct Options {
    /// Name of a view, if only a part is drawn.
    pub view: Option<String>,
    /// Names of views that are drawn, a picture each; none: those of the scenario.
    pub views: Vec<String>,
    /// How many containers inside each other are drawn open, if not all.
    pub depth: Option<u32>,
    /// Reading direction; none: the scenario's, or else the engine's choice.
    pub reading: Option<FlowDirection>,
    /// Widest picture that is wanted; none: the scenario's, or else the usual one.
    pub width: Option<Width>,
    /// What holds where the scenario says nothing, either.
    pub usual: Usual,
    /// Into how many figures.
    pub figures: Figures,
    /// Whether protocols stand on the lines.
    pub protocols: Protocols,
    /// Layout engine.
    pub engine: &'static dyn Engine,
    /// Colors.
    pub theme: Theme,
    /// The scheme of painted pictures; none: the reader's, where the format can follow it.
    pub scheme: Option<Scheme>,
    /// How PNG and PDF are painted.
    pub painting: Painting,
    /// Glyphs.
    pub icons: Icons,
    /// What stands before every id of a picture.
    pub id_prefix: String,
    /// Which links a picture carries.
    pub links: Links,
    /// The text of an earlier SVG, if its places are to be kept.
    pub keep: Option<String>,
}

impl Options {
    /// The options with what a scenario says where nothing else is asked for.
    #[must_use]
    pub fn for_page(&self, page: &Page) -> Self {
        let usual = &self.usual;
        let written: Vec<String> = page.views.iter().map(|view| view.value.clone()).collect();
        let views = [&self.views, &written, &usual.views].into_iter().find(|one| !one.is_empty());
        Self {
            reading: self.reading.or(page.way.map(reading)).or(usual.reading),
            width: self.width.or(page.width).or(usual.width),
            views: views.cloned().unwrap_or_default(),
            ..self.clone()
        }
    }

    /// What sizes depend on.
    pub(super) fn settings(&self) -> Settings<'_> {
        let pixels = self.width.unwrap_or_default().pixels();
        Settings {
            theme: &self.theme,
            reading: self.reading,
            protocols: self.protocols,
            width: pixels.and_then(|pixels| i32::try_from(pixels).ok()).map(px),
        }
    }

    /// What tells files of this part from those of the whole: the view and the depth.
    pub fn part_name(&self) -> Option<String> {
        let view = self.view.iter().filter(|view| *view != EVERYTHING).cloned();
        let depth = self.depth.map(|depth| format!("depth-{depth}"));
        let parts: Vec<String> = view.chain(depth).collect();
        (!parts.is_empty()).then(|| parts.join("."))
    }
}

/// The view of everything.
pub(super) const EVERYTHING: &str = "all";

/// The way that a scenario or a project writes, as a direction of layouts.
pub fn reading(way: Way) -> FlowDirection {
    match way {
        Way::Auto => FlowDirection::Auto,
        Way::Right => FlowDirection::LeftToRight,
        Way::Down => FlowDirection::TopToBottom,
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            view: None,
            views: Vec::new(),
            depth: None,
            reading: None,
            width: None,
            usual: Usual::default(),
            figures: Figures::One,
            protocols: Protocols::default(),
            engine: ENGINES[0],
            theme: Theme::standard(),
            scheme: None,
            painting: Painting::default(),
            icons: Icons::built_in().clone(),
            id_prefix: String::new(),
            links: Links::default(),
            keep: None,
        }
    }
}
