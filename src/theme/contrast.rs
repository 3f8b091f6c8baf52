//! Which roles meet in a picture, and how well they must be told apart (WCAG 2.2 AA: 4.5 for
//! text, 3 for lines and glyphs that carry meaning).

use std::fmt;

use crate::theme::Role;

/// A contrast ratio in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ratio(pub u32);

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

/// Two roles that touch and the least contrast between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pairing {
    /// Text, line or glyph.
    pub front: Role,
    /// What it stands on.
    pub back: Role,
    /// Least contrast.
    pub least: Ratio,
}

/// Least contrast of text.
const TEXT: Ratio = Ratio(450);
/// Least contrast of lines and glyphs.
const LINE: Ratio = Ratio(300);

/// Everything that lies behind lines and labels.
const GROUNDS: [Role; 4] = [Role::Canvas, Role::PanelOdd, Role::PanelEven, Role::Band];

/// Every pair of roles that meets in some picture.
pub fn pairings() -> Vec<Pairing> {
    let texts = [Role::Ink, Role::Soft];
    let lines = [
        Role::CardLine,
        Role::Site,
        Role::Cluster,
        Role::Cloud,
        Role::Group,
        Role::Network,
        Role::Data,
        Role::Control,
        Role::Management,
        Role::Security,
        Role::Boundary,
        Role::Added,
        Role::Removed,
        Role::Changed,
        Role::Step,
    ];
    let badges = [Role::Notice, Role::Added, Role::Removed, Role::Changed];
    let glyphs = [
        Role::LaneField,
        Role::LaneEdge,
        Role::LaneIngest,
        Role::LaneProcess,
        Role::LaneStore,
        Role::LaneUse,
        Role::LaneManagement,
        Role::LaneSecurity,
    ];
    let on_grounds = |fronts: &[Role], least: Ratio| {
        fronts
            .iter()
            .flat_map(|&front| GROUNDS.map(|back| Pairing { front, back, least }))
            .collect::<Vec<_>>()
    };
    let mut all = on_grounds(&texts, TEXT);
    all.extend(on_grounds(&lines, LINE));
    all.extend(texts.map(|front| Pairing { front, back: Role::Card, least: TEXT }));
    all.extend(badges.map(|front| Pairing { front, back: Role::Card, least: TEXT }));
    all.extend(badges.map(|back| Pairing { front: Role::Canvas, back, least: TEXT }));
    all.push(Pairing { front: Role::StepInk, back: Role::Step, least: TEXT });
    all.push(Pairing { front: Role::CardLine, back: Role::Card, least: LINE });
    // A glyph stands on a tint of itself, which takes some of its contrast with the card.
    all.extend(glyphs.map(|front| Pairing { front, back: Role::Card, least: TEXT }));
    all
}
