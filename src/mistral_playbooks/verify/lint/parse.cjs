// Prints the ESTree of a TypeScript program, read from standard input, and the names of Node's globals, as JSON.
// The types become spaces, so lines stay. Run by Node with --expose-internals. See estree.py.
"use strict";
const acorn = require("internal/deps/acorn/acorn/dist/acorn"); // the parser that Node includes
const { readFileSync } = require("node:fs");
const { stripTypeScriptTypes } = require("node:module");

const code = stripTypeScriptTypes(readFileSync(0, "utf8"));
const tree = acorn.parse(code, { ecmaVersion: "latest", sourceType: "module", locations: true });
const globals = [...Object.getOwnPropertyNames(globalThis), "require", "module", "exports", "arguments"];
const plain = (_key, value) => (typeof value === "bigint" ? Number(value) : value);
console.log(JSON.stringify({ tree, globals }, plain));
