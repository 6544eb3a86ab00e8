// Rewrites installed packages so that a V8 snapshot can hold them. See node.py. Run by Node with --expose-internals:
//   node.cjs PLAN.json FOLDER PACKAGE…
// A snapshot takes scripts, not modules. So each module becomes a script of which every character that is run stands
// at its own line and column, under its own name: what an error's trace shows is what it shows without all this.
"use strict";
const acorn = require("internal/deps/acorn/acorn/dist/acorn"); // the parser that Node itself carries
const walk = require("internal/deps/acorn/acorn-walk/dist/walk");
const { readFileSync, writeFileSync } = require("node:fs");
const { createRequire, isBuiltin, registerHooks } = require("node:module");
const { fileURLToPath, pathToFileURL } = require("node:url");

const [out, folder, ...entries] = process.argv.slice(2);
const places = {}; // URL of a module → what it imports → URL
const formats = {}; // URL of what was loaded → its format
const me = pathToFileURL(__filename).href;
const program = pathToFileURL(`${folder}/program.mjs`).href; // as if this one imported the packages

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

/** The names that a declaration makes. */
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

/** The names that a function, block or loop declares for what is in it. */
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

/** Names of the module that its functions assign to: an exported one may change after the module was evaluated. */
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

/** The code with each `import(` as a call of `$imprt(`, which snapshot.cjs defines: as long, so that nothing moves. */
function marked(code, tree) {
  const starts = [];
  walk.simple(tree, { ImportExpression: (node) => starts.push(node.start) });
  return starts.reduce((text, start) => `${text.slice(0, start)}$imprt${text.slice(start + 6)}`, code);
}

/** One module → its code without import and export, and what these said. Throws where a script cannot do the same. */
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
      const said = /^export +default +(async +)?(function *\*?|class)?/.exec(code.slice(node.start));
      if (!said) throw new Error(`a default export of ${url}`);
      plan.locals.default = own ?? "$default";
      if (own) wipe(node.start, node.declaration.start);
      else if (said[2]) wipe(node.start, node.start + said[0].length, `${said[1] ?? ""}${said[2]} $default`);
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
  if (changing) throw new Error(`${url} may give another ${changing} later`);
  return { ...plan, code };
}

/** The same for CommonJS, whose code a snapshot takes as it is. */
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
      } catch {} // it is not there for the package either
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
