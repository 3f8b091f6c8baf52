// Lays out a graph in ELK's JSON with elkjs and prints it.
const ELK = require("elkjs");
const graph = JSON.parse(require("fs").readFileSync(process.argv[2], "utf8"));
new ELK().layout(graph).then(
  (done) => process.stdout.write(JSON.stringify(done)),
  (error) => { console.error(String(error)); process.exitCode = 1; },
);
