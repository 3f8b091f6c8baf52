#!/usr/bin/env node
// Runs the maquette of this platform: a package beside this one, of which npm installs the one that fits.
"use strict";

const { spawnSync } = require("node:child_process");
const platforms = require("./platforms.json");

function libc() {
  process.report.excludeNetwork = true;
  return process.report.getReport().header.glibcVersionRuntime ? "glibc" : "musl";
}

function binary() {
  const { platform: os, arch: cpu } = process;
  const fitting = platforms.filter((one) => one.os === os && one.cpu === cpu);
  const one = fitting.find((one) => !one.libc || one.libc === libc());
  if (!one) {
    throw new Error(`there is no binary for ${os} on ${cpu}; build maquette from source`);
  }
  try {
    return require.resolve(`${one.name}/${one.binary}`);
  } catch {
    throw new Error(`the package ${one.name} is missing; install without \`--omit=optional\``);
  }
}

try {
  const ran = spawnSync(binary(), process.argv.slice(2), { stdio: "inherit" });
  if (ran.error) throw ran.error;
  if (ran.signal) process.kill(process.pid, ran.signal);
  process.exitCode = ran.status;
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exitCode = 2;
}
