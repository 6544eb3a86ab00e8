import { existsSync, readFileSync } from "node:fs";

const FILES = ["package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock"];
FILES.push("bun.lock", "node_modules/.package-lock.json"); // the last is what npm installed
// What these files write between a name and a version.
const GAP = [
  '@(?:npm:)?', // the archive's name, pnpm, bun
  '/', // pnpm before 8
  '": \\{\\s+"version": "', // npm
  '@.+:\\n +version:? "?', // yarn
  "':\\n +specifier: .+\\n +version: ", // pnpm
].join("|");
const MALICIOUS = [
  new RegExp(`(@mistralai/mistralai)(?:${GAP})(2\\.2\\.[234])(?![\\w.-])`, "g"),
  new RegExp(`(@mistralai/mistralai-(?:azure|gcp))(?:${GAP})(1\\.7\\.[123])(?![\\w.-])`, "g"),
];

const found = new Set<string>();
for (const name of FILES) {
  const text = existsSync(name) ? readFileSync(name, "utf8") : "";
  for (const pattern of MALICIOUS) {
    for (const [, release, version] of text.matchAll(pattern)) {
      found.add(`${name}: ${release}@${version}`);
    }
  }
}
for (const one of found) console.log(`MALICIOUS RELEASE in ${one}`);
if (!found.size) console.log("No malicious release is locked or installed here.");
process.exitCode = found.size ? 1 : 0;
