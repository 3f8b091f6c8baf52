// Asks Chromium which scheme a picture has in a page: `node schemes.mjs ADAPTIVE LIGHT DARK`, three
// SVG files. Prints a line for each way to embed one, system and page: `img adaptive dark light: #fff`
// is the color of the background where the system is dark and the page says it is light.
import { readFileSync } from "node:fs";
import puppeteer from "puppeteer-core";

const address = (file) => `data:image/svg+xml;base64,${readFileSync(file).toString("base64")}`;
const [adaptive, light, dark] = process.argv.slice(2).map(address);
const ways = {
  "img adaptive": `<img src="${adaptive}">`,
  "img light": `<img src="${light}">`,
  "img dark": `<img src="${dark}">`,
  "picture": `<picture><source media="(prefers-color-scheme: dark)" srcset="${dark}">
    <img src="${light}"></picture>`,
};

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run"],
});
const reader = await browser.newPage();
// The last one is in front; Chromium draws no other.
const page = await browser.newPage();

/** The color of the first pixel of a PNG. */
const color = (png) => reader.evaluate(async (png) => {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const canvas = document.createElement("canvas").getContext("2d");
  canvas.drawImage(image, 0, 0);
  const channels = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  return `#${channels.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}, png);

for (const [name, html] of Object.entries(ways)) {
  for (const system of ["light", "dark"]) {
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: system }]);
    for (const theme of ["light", "dark"]) {
      await page.setContent(`<!doctype html><html style="color-scheme: ${theme}"><body>${html}`);
      await page.waitForFunction(() => [...document.images].every((image) => image.complete));
      const image = await page.$("img");
      const { x, y } = await image.boundingBox();
      const clip = { x: x + 3, y: y + 3, width: 1, height: 1 };
      const png = await page.screenshot({ clip, encoding: "base64" });
      console.log(`${name} ${system} ${theme}: ${await color(png)}`);
    }
  }
}
await browser.close();
