import { existsSync, readFileSync } from "node:fs";

const FILES = ["package.json", "package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml"];
FILES.push("pnpm-workspace.yaml", "yarn.lock", "bun.lock");
FILES.push("node_modules/.package-lock.json"); // what npm installed
// What these files write between a name and a version. `>`, `^` and `~` pin nothing.
const SIGNS = "[^\\w!<>~^]{1,8}";
const WORDS = "version|specifier|npm|mistralai(?:-azure|-gcp)?";
const GAP = `${SIGNS}(?:(?:${WORDS})${SIGNS}){0,2}v?`;
const RANGE = `(?:@[^"]{1,60}"|'?: specifier: [^:]{1,60}):? version:? "?`; // yarn, pnpm
const NPM = "@mistralai(?:/|%2f)mistralai";
const END = "(?![0-9a-z-]|\\.\\d)";
const MALICIOUS = [
  new RegExp(`(${NPM})(?:${GAP}|${RANGE})(2\\.2\\.[234])${END}`, "gi"),
  new RegExp(`(${NPM}-(?:azure|gcp))(?:${GAP}|${RANGE})(1\\.7\\.[123])${END}`, "gi"),
];

const files = FILES.filter((name) => existsSync(name));
const found = new Set<string>();
for (const name of files) {
  const text = readFileSync(name, "utf8").replace(/\s+/g, " ");
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
