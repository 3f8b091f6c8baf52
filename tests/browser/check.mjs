// Asks Chromium about pictures: `node check.mjs [--without-axe] FILE.svg...`. Prints one line for
// each thing that is wrong and exits 1 if there is any.
//
// Each picture is inlined into a page, in a light and a dark theme of the page, and shown alone in
// both schemes of the reader. Every other picture is inlined together with its neighbor, to see that
// they do not disturb each other. `--without-axe` leaves out the accessibility checker and the pairs.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { createRequire } from "node:module";
import puppeteer from "puppeteer-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const withAxe = !process.argv.includes("--without-axe");
const files = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const complaints = [];
const complain = (file, what) => complaints.push(`${basename(file)}: ${what}`);

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run"],
});

/** A page with the picture inlined, in a theme of the page. */
const inlined = (svg, theme) =>
  `<!doctype html><html lang="en" class="${theme}"><head><title>Check</title></head>
   <body><main><h1>Check</h1>${svg}</main></body></html>`;

/** In the page: texts outside their frames, frames that overlap, weak contrast. */
function inspect() {
  const found = [];
  const box = (element) => {
    const { x, y, width, height } = element.getBBox();
    return { x, y, right: x + width, bottom: y + height };
  };
  const holds = (outer, inner, slack) =>
    inner.x >= outer.x - slack && inner.y >= outer.y - slack &&
    inner.right <= outer.right + slack && inner.bottom <= outer.bottom + slack;
  const overlap = (a, b) =>
    a.x < b.right && b.x < a.right && a.y < b.bottom && b.y < a.bottom;
  const frames = [];
  for (const group of document.querySelectorAll("g.node, g.container")) {
    const frame = box(group.querySelector("rect.frame"));
    if (group.matches(".node")) frames.push([group.dataset.id, frame]);
    for (const text of group.querySelectorAll("text")) {
      if (!holds(frame, box(text), 0.5)) found.push(`"${text.textContent}" leaves ${group.dataset.id}`);
    }
  }
  frames.forEach(([a, one], i) => {
    for (const [b, other] of frames.slice(i + 1)) {
      if (overlap(one, other)) found.push(`${a} and ${b} overlap`);
    }
  });
  const labels = [...document.querySelectorAll("g.edge text.label")].map((t) => [t.textContent, box(t)]);
  for (const [text, label] of labels) {
    for (const [id, frame] of frames) {
      if (overlap(label, frame)) found.push(`label "${text}" lies on ${id}`);
    }
  }
  labels.forEach(([a, one], i) => {
    for (const [b, other] of labels.slice(i + 1)) {
      if (overlap(one, other)) found.push(`labels "${a}" and "${b}" overlap`);
    }
  });
  const channels = (color) => color.match(/[\d.]+/g).slice(0, 3).map(Number);
  const luminance = (color) => {
    const [r, g, b] = channels(color).map((c) => {
      const part = c / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  // What lies behind a text: the last filled rectangle before it that covers its middle.
  const rects = [...document.querySelectorAll("rect")].filter((r) => !r.closest("defs, symbol"));
  for (const text of document.querySelectorAll("text")) {
    const at = box(text);
    const middle = { x: (at.x + at.right) / 2, y: (at.y + at.bottom) / 2 };
    const behind = rects.filter((rect) => {
      const around = box(rect);
      return rect.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING &&
        getComputedStyle(rect).fill !== "none" &&
        around.x <= middle.x && middle.x <= around.right &&
        around.y <= middle.y && middle.y <= around.bottom;
    });
    const back = getComputedStyle(behind.at(-1)).fill;
    const contrast = ratio(getComputedStyle(text).fill, back);
    if (contrast < 4.5) found.push(`"${text.textContent}" has contrast ${contrast.toFixed(2)}`);
  }
  return found;
}

/** In the page: the color behind the picture, as the browser shows it. */
const backdrop = () => getComputedStyle(document.querySelector("svg rect")).fill;

/** Every node of the accessibility tree. */
const flat = (node) => [node, ...(node.children ?? []).flatMap(flat)];

for (const file of files) {
  const svg = readFileSync(file, "utf8");
  const page = await browser.newPage();
  const shown = {};
  for (const theme of ["light", "dark"]) {
    await page.setContent(inlined(svg, theme));
    for (const what of await page.evaluate(inspect)) complain(file, `${theme}: ${what}`);
    shown[theme] = await page.evaluate(backdrop);
    if (!withAxe || theme !== "light") continue;
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => axe.run());
    for (const { id, nodes } of violations) {
      complain(file, `${theme}: axe ${id}: ${nodes.length} times, first ${nodes[0].html.slice(0, 120)}`);
    }
  }
  const tree = await page.accessibility.snapshot({ interestingOnly: false });
  const names = new Set(flat(tree).map((node) => node.name?.replace(/\s+/g, " ")));
  const wanted = await page.$$eval("g.node, g.edge, g.container", (groups) =>
    groups.map((group) => {
      // A name is one line; a note stands below it in the tooltip.
      const name = group.querySelector("title").textContent.replace(/\s+/g, " ");
      return [group.dataset.id, name];
    }));
  for (const [id, title] of wanted) {
    if (!names.has(title)) complain(file, `${id} is not in the accessibility tree`);
  }
  const twins = await page.$$eval("[id]", (all) => {
    const ids = all.map((element) => element.id);
    return ids.filter((id, i) => ids.indexOf(id) !== i);
  });
  if (twins.length) complain(file, `ids twice: ${twins}`);
  await page.goto(`file://${file}`);
  for (const scheme of ["light", "dark"]) {
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    if (await page.evaluate(backdrop) !== shown[scheme]) {
      complain(file, `alone it does not follow a reader's ${scheme} scheme`);
    }
  }
  await page.close();
}

/** In the page: the color of every shape of a picture. */
const colors = (picture) => [...picture.querySelectorAll("rect, path, text, use")].map((shape) => {
  const { fill, stroke, color } = getComputedStyle(shape);
  return [fill, stroke, color].join();
}).join("\n");

for (let i = 0; withAxe && i + 1 < files.length; i += 2) {
  const pair = files.slice(i, i + 2).map((file) => readFileSync(file, "utf8"));
  const page = await browser.newPage();
  const alone = [];
  for (const svg of pair) {
    await page.setContent(inlined(svg, "dark"));
    alone.push(await page.$eval("svg.maquette", colors));
  }
  await page.setContent(inlined(pair.join(""), "dark"));
  const together = await page.$$eval("svg.maquette", (all, text) =>
    all.map(new Function(`return ${text}`)()), colors.toString());
  together.forEach((seen, n) => {
    if (seen !== alone[n]) complain(files[i + n], `its colors change beside ${basename(files[i + 1 - n])}`);
  });
  await page.close();
}
await browser.close();
console.log(complaints.join("\n"));
process.exit(complaints.length ? 1 : 0);
