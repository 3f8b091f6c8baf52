// Reads each file with mxGraph, the library that draw.io is built on: every cell has a parent,
// every edge two ends, every place and waypoint a number.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../target/peers/npm/", import.meta.url));
const { JSDOM } = require("jsdom");
const dom = new JSDOM("<!doctype html><body></body>");
for (const name of ["window", "document", "XMLSerializer", "DOMParser"]) {
  globalThis[name] = name === "window" ? dom.window : dom.window[name];
}
globalThis.navigator ??= dom.window.navigator;
Object.assign(dom.window, { mxLoadResources: false, mxLoadStylesheets: false, mxForceIncludes: false });
const mx = require("mxgraph")({ mxLoadResources: false, mxLoadStylesheets: false });
Object.assign(globalThis, mx);
Object.assign(dom.window, mx);

let count = 0;
for (const file of process.argv.slice(2)) {
  try {
    const xml = new dom.window.DOMParser().parseFromString(readFileSync(file, "utf8"), "text/xml");
    if (xml.querySelector("parsererror")) throw new Error(xml.documentElement.textContent);
    const model = new mx.mxGraphModel();
    new mx.mxCodec(xml).decode(xml.querySelector("mxGraphModel"), model);
    const cells = Object.values(model.cells);
    const drawn = xml.querySelectorAll("UserObject").length;
    if (cells.length !== drawn + 2) throw new Error(`${cells.length} cells of ${drawn} objects`);
    for (const cell of cells.filter((cell) => cell.vertex || cell.edge)) {
      const points = [...(cell.geometry.points ?? [])];
      if (cell.vertex) points.push(cell.geometry);
      if (!cell.parent || points.some(({ x, y }) => !Number.isFinite(x + y))) throw new Error(cell.id);
      if (cell.edge && !(cell.source && cell.target)) throw new Error(`${cell.id} has a loose end`);
    }
    count += 1;
  } catch (error) {
    console.error(`${file}: ${error.message}`);
    process.exitCode = 1;
  }
}
console.log(`${count} drawings`);
