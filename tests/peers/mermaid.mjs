// Parses each file with Mermaid itself in its strict mode; Mermaid wants a document, which jsdom
// gives. A flowchart that changes settings of Mermaid other than our own theme is refused.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(new URL("../../target/peers/npm/", import.meta.url));
const { JSDOM } = require("jsdom");
const dom = new JSDOM("<!doctype html><body></body>");
globalThis.window = dom.window;
globalThis.document = dom.window.document;
const { default: mermaid } = await import(pathToFileURL(require.resolve("mermaid")));

mermaid.initialize({ startOnLoad: false, securityLevel: "strict" });
let count = 0;
for (const file of process.argv.slice(2)) {
  try {
    const { diagramType, config } = await mermaid.parse(readFileSync(file, "utf8"));
    const set = Object.keys(config ?? {}).filter((key) => config[key] !== undefined);
    // A comparison asks for the neutral theme itself; nothing else may set anything.
    const own = set.length === 1 && set[0] === "theme" && config.theme === "neutral";
    if (set.length > 0 && !own) throw new Error(`sets ${set}`);
    if (!diagramType.startsWith("flowchart")) throw new Error(`read as ${diagramType}`);
    count += 1;
  } catch (error) {
    console.error(`${file}: ${error.message}`);
    process.exitCode = 1;
  }
}
console.log(`${count} flowcharts`);
