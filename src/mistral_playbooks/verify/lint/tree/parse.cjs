// Prints the ESTree of each TypeScript program of a JSON list on standard input, or its error, and the names of Node's
// globals, as JSON. The types become spaces, so lines stay. Run by Node with --expose-internals. See typescript.py.
"use strict";
const acorn = require("internal/deps/acorn/acorn/dist/acorn"); // the parser that Node includes
const { readFileSync } = require("node:fs");
const { stripTypeScriptTypes } = require("node:module");

const parse = (text) => {
  try {
    return { tree: acorn.parse(stripTypeScriptTypes(text), { ecmaVersion: "latest", sourceType: "module", locations: true }) };
  } catch (error) {
    return { error: String(error).split("\n", 1)[0] };
  }
};
const programs = JSON.parse(readFileSync(0, "utf8")).map(parse);
const globals = [...Object.getOwnPropertyNames(globalThis), "require", "module", "exports", "arguments"];
const plain = (_key, value) => (typeof value === "bigint" ? Number(value) : value);
console.log(JSON.stringify({ programs, globals }, plain));
