//! Random architectures from a seed, for tests: sites with frames in frames, some of them copies,
//! a cloud, devices and users outside of both, labels, bundles, and lines that end at frames.

use crate::geom::{Size, Unit, px};
use crate::layout::testing::random::Dice;
use crate::layout::{
    Container, ContainerIx, Edge, End, First, FlowDirection, Input, Lane, Node, NodeIx, Spacing,
};

/// Distances as in the pictures of scenarios.
pub(in crate::layout) const SPACING: Spacing =
    Spacing { node: px(32), line: px(12), padding: px(16), margin: px(24) };
/// The width of a page.
const WIDTH: Unit = px(960);
/// The most sites.
const MOST_SITES: usize = 3;

/// An input without anything in it.
pub(in crate::layout) fn empty() -> Input {
    Input {
        reading: FlowDirection::Auto,
        containers: vec![],
        nodes: vec![],
        edges: vec![],
        spacing: SPACING,
        width: Some(WIDTH),
    }
}

/// A card of ordinary size.
pub(in crate::layout) const fn card(container: Option<ContainerIx>, lane: Lane) -> Node {
    Node { size: Size::new(px(130), px(56)), foot: 0, container, lane }
}

/// A container with a title of ordinary size.
pub(in crate::layout) const fn container(parent: Option<ContainerIx>) -> Container {
    Container { parent, title: Size::new(px(110), px(24)) }
}

/// A line without a label.
pub(in crate::layout) const fn edge(from: End, to: End) -> Edge {
    Edge { from, to, label: None, bundle: None, first: First::From }
}

/// An architecture of 6 to 45 nodes; the same for the same seed.
pub(in crate::layout) fn architecture(seed: u64) -> Input {
    let mut builder = Builder { input: empty(), dice: Dice::new(seed), bundles: 0 };
    let sites = 1 + builder.dice.below(MOST_SITES);
    let are_copies = builder.dice.chance(50);
    let gateways: Vec<NodeIx> = (0..sites as u64)
        .map(|site| builder.add_site(Dice::new(seed ^ if are_copies { 0 } else { site << 32 })))
        .collect();
    let hubs = builder.add_cloud();
    for gateway in gateways {
        let hub = hubs[builder.dice.below(hubs.len())];
        builder.join(End::Node(gateway), End::Node(hub));
    }
    builder.add_devices(&hubs);
    builder.add_users(&hubs);
    builder.input
}

struct Builder {
    input: Input,
    dice: Dice,
    bundles: u32,
}

impl Builder {
    fn add_container(&mut self, parent: Option<ContainerIx>, dice: &mut Dice) -> ContainerIx {
        let title = Size::new(px(70 + 10 * dice.below(12) as i32), px(24));
        self.input.containers.push(Container { parent, title });
        self.input.containers.len() - 1
    }

    fn add_node(&mut self, container: Option<ContainerIx>, lane: Lane, dice: &mut Dice) -> NodeIx {
        let width = px([130, 130, 150, 164][dice.below(4)]);
        let size = Size::new(width, px(48 + 8 * dice.below(5) as i32));
        let foot = if dice.chance(10) { px(8) } else { 0 };
        self.input.nodes.push(Node { size, foot, container, lane });
        self.input.nodes.len() - 1
    }

    fn add_edge(&mut self, from: End, to: End, bundle: Option<u32>, dice: &mut Dice) {
        let size =
            Size::new(px(30 + 2 * dice.below(36) as i32), px(16 + 14 * dice.below(2) as i32));
        let label = dice.chance(60).then_some(size);
        self.input.edges.push(Edge { from, to, label, bundle, first: First::From });
    }

    fn join(&mut self, from: End, to: End) {
        let mut dice = self.dice.clone();
        self.add_edge(from, to, None, &mut dice);
        self.dice = dice;
    }

    /// A site with machines and a gateway that they send to; what is in it depends on its own
    /// dice alone, so that two sites with equal dice are copies.
    fn add_site(&mut self, mut dice: Dice) -> NodeIx {
        let site = self.add_container(None, &mut dice);
        let inner = if dice.chance(50) { self.add_container(Some(site), &mut dice) } else { site };
        if dice.chance(15) {
            self.add_container(Some(site), &mut dice);
        }
        let machines: Vec<NodeIx> = (0..=dice.below(4))
            .map(|_| self.add_node(Some(site), Lane::Main(0), &mut dice))
            .collect();
        let modules: Vec<NodeIx> = (0..=dice.below(4))
            .map(|_| self.add_node(Some(inner), Lane::Main(1), &mut dice))
            .collect();
        let bundle = if dice.chance(40) { Some(self.bundles) } else { None };
        self.bundles += 1;
        for machine in machines {
            self.add_edge(End::Node(machine), End::Node(modules[0]), bundle, &mut dice);
        }
        for i in 1..modules.len() {
            let from = End::Node(modules[dice.below(i)]);
            self.add_edge(from, End::Node(modules[i]), None, &mut dice);
        }
        modules[modules.len() - 1]
    }

    /// The cloud with one or two frames inside; its services.
    fn add_cloud(&mut self) -> Vec<NodeIx> {
        let mut dice = self.dice.clone();
        let cloud = self.add_container(None, &mut dice);
        let mut frames = vec![cloud];
        for _ in 0..dice.below(3) {
            let parent = frames[dice.below(frames.len())];
            frames.push(self.add_container(Some(parent), &mut dice));
        }
        let services: Vec<NodeIx> = (0..3 + dice.below(10))
            .map(|s| {
                let lane = match dice.below(8) {
                    7 => Lane::Band(0),
                    6 => Lane::Free,
                    _ => Lane::Main(2 + (s % 3) as u8),
                };
                let frame = frames[dice.below(frames.len())];
                self.add_node(Some(frame), lane, &mut dice)
            })
            .collect();
        for s in 1..services.len() {
            let from = End::Node(services[dice.below(s)]);
            self.add_edge(from, End::Node(services[s]), None, &mut dice);
            if dice.chance(20) {
                let other = End::Node(services[dice.below(services.len())]);
                let frame = End::Container(frames[dice.below(frames.len())]);
                let to = if dice.chance(70) { End::Node(services[0]) } else { frame };
                if other != to {
                    self.add_edge(other, to, None, &mut dice);
                }
            }
        }
        self.dice = dice;
        services
    }

    fn add_devices(&mut self, hubs: &[NodeIx]) {
        let mut dice = self.dice.clone();
        let bundle = dice.chance(50).then_some(self.bundles);
        self.bundles += 1;
        for _ in 0..dice.below(4) {
            let device = self.add_node(None, Lane::Main(0), &mut dice);
            self.add_edge(End::Node(device), End::Node(hubs[0]), bundle, &mut dice);
        }
        self.dice = dice;
    }

    fn add_users(&mut self, hubs: &[NodeIx]) {
        let mut dice = self.dice.clone();
        for _ in 0..dice.below(3) {
            let user = self.add_node(None, Lane::Main(5), &mut dice);
            let hub = hubs[dice.below(hubs.len())];
            self.add_edge(End::Node(hub), End::Node(user), None, &mut dice);
        }
        self.dice = dice;
    }
}

#[cfg(test)]
mod tests {
    use super::architecture;

    #[test]
    fn architectures_are_of_every_size_and_the_same_for_the_same_seed() {
        let all: Vec<_> = (0..300).map(architecture).collect();
        assert_eq!(all[7], architecture(7));
        let counts = all.iter().map(|input| input.nodes.len());
        assert!(counts.clone().all(|count| (5..=45).contains(&count)));
        assert!(counts.clone().any(|count| count < 10) && counts.max() > Some(30));
        let nested = |c: &super::Container| c.parent.is_some();
        assert!(all.iter().filter(|input| input.containers.iter().any(nested)).count() > 150);
        assert!(all.iter().any(|input| input.edges.iter().any(|edge| edge.bundle.is_some())));
    }
}
