// Measures pictures as Chromium draws them: `node page.mjs FILE.svg...`, each beside its FILE.json.
// Prints a JSON array with one object a picture: its size, its text sizes in pixels of the picture,
// and a line for each thing that stands where it must not.
//
// What holds what is read from the JSON, never guessed from places.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import puppeteer from "puppeteer-core";

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run"],
});

/** In the page: everything about the picture, given the holder of each node and container. */
function measure(holders) {
  const svg = document.querySelector("svg.maquette");
  const { width, height } = svg.viewBox.baseVal;
  const whole = svg.getScreenCTM();
  const found = [];

  /** The frame around an element in units of the picture, whatever transforms it. */
  const box = (element) => {
    const inner = element.getBBox();
    const own = whole.inverse().multiply(element.getScreenCTM());
    const corners = [0, 1].map((side) => new DOMPoint(
      inner.x + side * inner.width, inner.y + side * inner.height).matrixTransform(own));
    return { x: corners[0].x, y: corners[0].y, right: corners[1].x, bottom: corners[1].y };
  };
  const grown = (one, by) =>
    ({ x: one.x - by, y: one.y - by, right: one.right + by, bottom: one.bottom + by });
  const overlap = (a, b) => a.x < b.right && b.x < a.right && a.y < b.bottom && b.y < a.bottom;
  const contains = (outer, inner) => inner.x >= outer.x && inner.y >= outer.y &&
    inner.right <= outer.right && inner.bottom <= outer.bottom;
  const has = (one, { x, y }) => x > one.x && x < one.right && y > one.y && y < one.bottom;

  /** The size in which a text is drawn. */
  const size = (text) => {
    const { a, b } = text.getScreenCTM();
    return parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b) / Math.hypot(whole.a, whole.b);
  };
  const texts = [...svg.querySelectorAll("text")];
  const sizes = texts.flatMap((text) => [text, ...text.querySelectorAll("tspan")]).map(size);
  const names = [...svg.querySelectorAll("g.node text.label")].map(size);

  /** All that hold an element, from the inmost out. */
  const around = (id) => {
    const all = [];
    for (let at = holders[id]; at; at = holders[at]) all.push(at);
    return all;
  };
  const framed = (selector) => [...svg.querySelectorAll(selector)]
    .map((group) => ({ id: group.dataset.id, frame: box(group.querySelector("rect.frame")) }));
  const nodes = framed("g.node");
  const containers = framed("g.container");

  // Every frame lies inside those of all that hold it, and outside of all others.
  for (const one of [...nodes, ...containers]) {
    if (!(one.id in holders)) found.push(`${one.id} is not in the JSON`);
    const holding = around(one.id);
    for (const other of containers) {
      const isInside = holding.includes(other.id);
      if (isInside && !contains(other.frame, one.frame)) found.push(`${one.id} leaves ${other.id}`);
      const isStrange = !isInside && other !== one && !around(other.id).includes(one.id);
      if (isStrange && overlap(other.frame, one.frame)) found.push(`${one.id} lies on ${other.id}`);
    }
  }
  if (nodes.length + containers.length !== Object.keys(holders).length) found.push("parts are missing");
  nodes.forEach((one, i) => {
    for (const other of nodes.slice(i + 1)) {
      if (overlap(one.frame, other.frame)) found.push(`${one.id} and ${other.id} overlap`);
    }
  });

  // No line enters a card that it does not end at, or a container that holds neither of its ends.
  const edges = [...svg.querySelectorAll("g.edge")].map((group) => {
    const line = group.querySelector("path.line");
    const { a, b, c, d, e, f } = whole.inverse().multiply(line.getScreenCTM());
    const points = [];
    for (let at = 0, end = line.getTotalLength(); at <= end; at += 2) {
      const { x, y } = line.getPointAtLength(at);
      points.push({ x: a * x + c * y + e, y: b * x + d * y + f });
    }
    const { id, from, to } = group.dataset;
    const label = group.querySelector("text.label")?.textContent;
    return { id, ends: [from, to], points, label, area: grown(box(line), 1) };
  });
  const enters = ({ points, area }, frame) =>
    overlap(area, frame) && points.some((point) => has(frame, point));
  for (const edge of edges) {
    const holding = [...edge.ends, ...edge.ends.flatMap(around)];
    for (const other of [...nodes, ...containers].filter((other) => !holding.includes(other.id))) {
      if (enters(edge, grown(other.frame, -0.5))) found.push(`line ${edge.id} enters ${other.id}`);
    }
  }

  // No text lies on a card of others, on another text, or under a line of others.
  const boxes = texts.map((text) => {
    const group = text.closest("g.node, g.container, g.edge");
    return { text: text.textContent, group, at: box(text) };
  });
  for (const { text, group, at } of boxes) {
    for (const { id, frame } of nodes.filter(({ id }) => id !== group?.dataset.id)) {
      if (overlap(at, frame)) found.push(`"${text}" lies on ${id}`);
    }
  }
  boxes.forEach((one, i) => {
    for (const other of boxes.slice(i + 1)) {
      // Lines of one label stand close below each other.
      const isOne = one.group && one.group === other.group;
      if (!isOne && overlap(one.at, grown(other.at, -1))) {
        found.push(`"${one.text}" and "${other.text}" overlap`);
      }
    }
  });
  for (const { text, group, at } of boxes.filter(({ group }) => group && !group.matches(".node"))) {
    const { id, from, to } = group.dataset;
    const own = group.querySelector("text.label")?.textContent;
    for (const edge of edges.filter((edge) => edge.id !== id)) {
      // Lines that share an end and say the same run as one, under one label.
      const isBundled = edge.ends.some((end) => [from, to].includes(end)) &&
        (edge.label ?? own) === (own ?? edge.label);
      if (!isBundled && enters(edge, grown(at, -2))) {
        found.push(`line ${edge.id} runs through "${text}"`);
      }
    }
  }
  return { width, height, nodes: nodes.length, least: Math.min(...sizes), name: Math.min(...names), found };
}

const page = await browser.newPage();
const all = [];
for (const file of process.argv.slice(2)) {
  const { nodes, containers } = JSON.parse(readFileSync(file.replace(/svg$/, "json"), "utf8"));
  const holders = Object.fromEntries([
    ...nodes.map(({ id, container }) => [id, container]),
    ...containers.map(({ id, parent }) => [id, parent]),
  ]);
  await page.setContent(`<!doctype html><body>${readFileSync(file, "utf8")}</body>`);
  all.push({ file: basename(file, ".svg"), ...await page.evaluate(measure, holders) });
}
await browser.close();
console.log(JSON.stringify(all));
