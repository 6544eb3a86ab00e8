import { existsSync, readFileSync } from "node:fs";

const FILES = ["package.json", "package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml"];
FILES.push("yarn.lock", "bun.lock");
FILES.push("node_modules/.package-lock.json"); // what npm installed
// What these files write between a name and a version.
const GAP = [
  "@(?:npm:)?", // pnpm, bun, yarn
  "/", // pnpm before 8
  "/-/mistralai(?:-azure|-gcp)?-", // the address of the archive
  '": "=?', // package.json
  '": \\{\\s+"version": "', // npm
  '@.+:\\n +version:? "?', // yarn
  "':\\n +specifier: .+\\n +version: ", // pnpm
].join("|");
const END = "(?![0-9A-Za-z-]|\\.\\d)";
const MALICIOUS = [
  new RegExp(`(@mistralai/mistralai)(?:${GAP})(2\\.2\\.[234])${END}`, "g"),
  new RegExp(`(@mistralai/mistralai-(?:azure|gcp))(?:${GAP})(1\\.7\\.[123])${END}`, "g"),
];

const files = FILES.filter((name) => existsSync(name));
const found = new Set<string>();
for (const name of files) {
  const text = readFileSync(name, "utf8");
  for (const pattern of MALICIOUS) {
    for (const [, release, version] of text.matchAll(pattern)) {
      found.add(`${name}: ${release}@${version}`);
    }
  }
}
console.log("Read:", files.join(", ") || "no lock file, because none is in this folder");
for (const one of found) console.log(`MALICIOUS RELEASE in ${one}`);
if (files.length && !found.size) console.log("These files name no malicious release.");
process.exitCode = found.size ? 1 : 0;
