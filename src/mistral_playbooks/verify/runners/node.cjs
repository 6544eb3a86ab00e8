// Rewrites installed packages so that a V8 snapshot can contain them. See node.py. Run by Node with --expose-internals:
//   node.cjs PLAN.json FOLDER PACKAGE…
// A snapshot supports scripts, not modules. So each module becomes a script that keeps the file name, and the line and
// column of all code, so that stack traces are the same as without a snapshot.
"use strict";
const acorn = require("internal/deps/acorn/acorn/dist/acorn"); // the parser that Node includes
const walk = require("internal/deps/acorn/acorn-walk/dist/walk");
const { readFileSync, writeFileSync } = require("node:fs");
const { createRequire, isBuiltin, registerHooks } = require("node:module");
const { fileURLToPath, pathToFileURL } = require("node:url");

const [out, folder, ...entries] = process.argv.slice(2);
const places = {}; // URL of a module → specifier of an import → URL
const formats = {}; // URL of a loaded file → its format
const me = pathToFileURL(__filename).href;
const program = pathToFileURL(`${folder}/program.mjs`).href; // imports are resolved as from this file

registerHooks({
  resolve(specifier, context, next) {
    const parent = context.parentURL === me ? program : context.parentURL; // `next` changes the context
    const place = next(specifier, { ...context, parentURL: parent });
    (places[parent] ??= {})[specifier] = place.url;
    return place;
  },
  load(url, context, next) {
    const loaded = next(url, context);
    formats[url] = loaded.format;
    return loaded;
  },
});

const nameOf = (node) => (node.type === "Literal" ? node.value : node.name);

/** Returns the names that a declaration binds. */
function declared(pattern) {
  switch (pattern?.type) {
    case "Identifier":
      return [pattern.name];
    case "ObjectPattern":
      return pattern.properties.flatMap((one) => declared(one.value ?? one.argument));
    case "ArrayPattern":
      return pattern.elements.flatMap(declared);
    case "AssignmentPattern":
      return declared(pattern.left);
    case "RestElement":
      return declared(pattern.argument);
    case "VariableDeclaration":
      return pattern.declarations.flatMap((one) => declared(one.id));
    default:
      return pattern?.id ? [pattern.id.name] : [];
  }
}

/** Returns the names that a function, block or loop declares inside itself. */
function within(node) {
  const heads = [node.init, node.left].filter((one) => /^For/.test(node.type) && one?.type === "VariableDeclaration");
  const names = [...(node.params ?? []), node.param, ...heads].flatMap(declared);
  for (const one of Array.isArray(node.body) ? node.body : []) names.push(...declared(one));
  if (/Function/.test(node.type)) {
    names.push(...declared(node));
    walk.simple(node.body, { VariableDeclaration: (one) => one.kind === "var" && names.push(...declared(one)) });
  }
  return names;
}

/** Returns the module's names that its functions assign to. If one is exported, it may change after the evaluation. */
function assignedLater(tree) {
  const names = new Set();
  const note = (target, _state, ancestors) => {
    const around = ancestors.slice(1);
    if (!around.some((one) => /Function|PropertyDefinition|StaticBlock/.test(one.type))) return;
    const own = new Set(around.flatMap(within));
    for (const name of declared(target)) if (!own.has(name)) names.add(name);
  };
  walk.ancestor(tree, {
    AssignmentExpression: (node, state, ancestors) => note(node.left, state, ancestors),
    UpdateExpression: (node, state, ancestors) => note(node.argument, state, ancestors),
  });
  return names;
}

/** Replaces each `import(` with `$imprt(`, which snapshot.cjs defines. The length is the same, so columns stay. */
function marked(code, tree) {
  const starts = [];
  walk.simple(tree, { ImportExpression: (node) => starts.push(node.start) });
  return starts.reduce((text, start) => `${text.slice(0, start)}$imprt${text.slice(start + 6)}`, code);
}

/** Returns a module's code without `import` and `export`, and what these declare. Throws if a script cannot do this. */
function rewrite(url) {
  const source = readFileSync(fileURLToPath(url), "utf8");
  const tree = acorn.parse(source, { ecmaVersion: "latest", sourceType: "module" });
  const to = (node) => places[url][node.source.value];
  const plan = { imports: [], locals: {}, reexports: [], stars: [], uses: [] };
  let code = source;
  const wipe = (start, end, by = "") => {
    const blank = code.slice(start, end).replace(/[^\n\r\u2028\u2029]/g, " ");
    code = code.slice(0, start) + by + blank.slice(by.length) + code.slice(end);
  };
  for (const node of tree.body) {
    if (node.source) plan.uses.push(to(node));
    if (node.type === "ImportDeclaration") {
      for (const one of node.specifiers) {
        const kinds = { ImportNamespaceSpecifier: "*", ImportDefaultSpecifier: "default" };
        plan.imports.push([one.local.name, to(node), kinds[one.type] ?? nameOf(one.imported)]);
      }
      wipe(node.start, node.end);
    } else if (node.type === "ExportAllDeclaration") {
      if (node.exported) plan.reexports.push([nameOf(node.exported), to(node), "*"]);
      else plan.stars.push(to(node));
      wipe(node.start, node.end);
    } else if (node.type === "ExportDefaultDeclaration") {
      const own = node.declaration.id?.name;
      const match = /^export +default +(async +)?(function *\*?|class)?/.exec(code.slice(node.start));
      if (!match) throw new Error(`unsupported default export in ${url}`);
      plan.locals.default = own ?? "$default";
      if (own) wipe(node.start, node.declaration.start);
      else if (match[2]) wipe(node.start, node.start + match[0].length, `${match[1] ?? ""}${match[2]} $default`);
      else wipe(node.start, node.start + 14, "var $default=");
    } else if (node.type === "ExportNamedDeclaration" && node.declaration) {
      for (const name of declared(node.declaration)) plan.locals[name] = name;
      wipe(node.start, node.declaration.start);
    } else if (node.type === "ExportNamedDeclaration") {
      for (const one of node.specifiers) {
        if (node.source) plan.reexports.push([nameOf(one.exported), to(node), nameOf(one.local)]);
        else plan.locals[nameOf(one.exported)] = one.local.name;
      }
      wipe(node.start, node.end);
    }
  }
  code = marked(code, tree);
  const later = assignedLater(tree);
  const changing = Object.values(plan.locals).find((name) => later.has(name));
  if (changing) throw new Error(`${url} may change its export ${changing} later`);
  return { ...plan, code };
}

/** Does the same for CommonJS, whose code needs no rewriting except `import(`. */
function note(url) {
  const code = readFileSync(fileURLToPath(url), "utf8");
  const find = createRequire(url).resolve;
  const requires = {};
  const tree = acorn.parse(code, { ecmaVersion: "latest", allowHashBang: true, allowReturnOutsideFunction: true });
  walk.simple(tree, {
    CallExpression({ callee, arguments: [name] }) {
      if (callee.name !== "require" || typeof name?.value !== "string" || isBuiltin(name.value)) return;
      try {
        requires[name.value] = pathToFileURL(find(name.value)).href;
      } catch {} // the package cannot load it either
    },
  });
  return { requires, code: marked(code, tree) };
}

(async () => {
  for (const name of entries) await import(name);
  const modules = {};
  for (const [url, format] of Object.entries(formats)) {
    if (!url.startsWith("file:")) continue;
    if (format === "module") modules[url] = rewrite(url);
    else if ((format ?? "commonjs") === "commonjs") modules[url] = note(url);
    else throw new Error(`${url} is ${format}`);
  }
  writeFileSync(out, JSON.stringify({ roots: entries.map((name) => places[program][name]), modules }));
})();
