// Writes the packages for npm: `node pack.mjs OUT TARGET=BINARY...`.
//
// A tarball for each target that is given, with its binary, and one of the main package, which has a launcher and
// names the packages of all targets as optional dependencies.

import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const manifest = readFileSync(join(root, "Cargo.toml"), "utf8");
const stated = (key) => manifest.match(new RegExp(`^${key} = "(.*)"$`, "m"))[1];
const version = stated("version");
const common = { version, description: stated("description"), license: stated("license") };
const targets = JSON.parse(readFileSync(join(here, "../targets.json"), "utf8"));
const binary = ({ os }) => (os === "win32" ? "maquette.exe" : "maquette");

/** Packs a package with these files, texts or paths by their names in it. */
function pack(out, description, files) {
  const directory = mkdtempSync(join(tmpdir(), "maquette-npm-"));
  const write = (name, content) => writeFileSync(join(directory, name), content);
  write("package.json", `${JSON.stringify(description, null, 2)}\n`);
  for (const [name, { text, path, mode }] of Object.entries({ ...files, LICENSE: { path: join(root, "LICENSE") } })) {
    if (path) copyFileSync(path, join(directory, name));
    else write(name, text);
    chmodSync(join(directory, name), mode ?? 0o644);
  }
  execFileSync("npm", ["pack", "--silent", "--pack-destination", resolve(out)], { cwd: directory });
  rmSync(directory, { recursive: true });
}

const [out, ...given] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
for (const [target, path] of given.map((pair) => pair.split("="))) {
  const found = targets.find((one) => one.target === target);
  if (!found) throw new Error(`targets.json has no ${target}`);
  const { name, os, cpu, libc } = found.npm;
  const where = { os: [os], cpu: [cpu], ...(libc && { libc: [libc] }) };
  pack(out, { name, ...common, ...where }, { [binary(found.npm)]: { path, mode: 0o755 } });
}

const platforms = targets.map(({ npm }) => ({ ...npm, binary: binary(npm) }));
const main = {
  name: "maquette-cli",
  ...common,
  bin: { maquette: "launcher.js" },
  engines: { node: ">=18" },
  optionalDependencies: Object.fromEntries(platforms.map(({ name }) => [name, version])),
};
pack(out, main, {
  "launcher.js": { path: join(here, "launcher.js"), mode: 0o755 },
  "platforms.json": { text: JSON.stringify(platforms) },
  "README.md": { path: join(here, "README.md") },
});
