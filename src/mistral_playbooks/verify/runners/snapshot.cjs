// Evaluates the code that node.cjs rewrote, for a V8 snapshot. Programs that start from it import it as modules.
// Run by Node with --build-snapshot, the plan in PLAN and the folder of the compile cache in CACHE. See node.py.
"use strict";
const { readFileSync } = require("node:fs");
const { startupSnapshot } = require("node:v8");
const { emitWarning } = process;
process.emitWarning = () => {}; // Node emits some warnings only once: leave them to the program
const vm = require("node:vm");

const { CACHE, PLAN } = process.env;
const { roots, modules } = JSON.parse(readFileSync(PLAN, "utf8"));
const path = (url) => decodeURIComponent(url.slice("file://".length));

/** Returns a function that does what `import(…)` does in the module with this URL. */
function importer(url) {
  const options = { filename: url, importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER };
  const load = vm.compileFunction("return import(name, how)", ["name", "how"], options);
  return (name, how) => {
    const { emitWarning } = process;
    process.emitWarning = () => {}; // the first such import warns that the option is experimental
    try {
      return load(name, how);
    } finally {
      process.emitWarning = emitWarning;
    }
  };
}

/** Creates the module's variables and functions, without running its code. */
function prepare(url, module) {
  if (module.requires) {
    const filename = path(url);
    module.module = { exports: {} };
    const names = ["exports", "require", "module", "__filename", "__dirname", "$imprt"];
    const run = vm.compileFunction(module.code, names, { filename });
    const { exports } = module.module;
    const folder = filename.slice(0, filename.lastIndexOf("/"));
    module.run = () => run.call(exports, exports, requirer(module), module.module, filename, folder, importer(url));
    return;
  }
  const imported = module.imports.map(([name]) => name);
  const own = Object.entries(module.locals).filter(([, name]) => !imported.includes(name));
  const setters = imported.map((name) => `${name}:$value$=>{${name}=$value$}`);
  const getters = own.map(([name, local]) => `${JSON.stringify(name)}:()=>${local}`);
  const variables = imported.length ? `let ${imported.join()};` : "";
  const begin = `${variables}$with({${setters.join()}},{${getters.join()}});yield;`;
  const head = `"use strict";(function*($with,$imprt){${begin}`;
  const script = new vm.Script(`${head}${module.code}\n})`, { filename: url, columnOffset: -head.length });
  const body = script.runInThisContext()((set, get) => Object.assign(module, { set, get }), importer(url));
  body.next();
  nameDefault(module);
  module.run = () => {
    body.next();
    nameDefault(module);
  };
}

/** Names an anonymous default export `default`, as in a module. */
function nameDefault(module) {
  if (module.locals.default !== "$default") return;
  try {
    const value = module.get.default();
    const unnamed = typeof value === "function" && value.name === "$default";
    if (unnamed) Object.defineProperty(value, "name", { value: "default" });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error; // a class that is not yet defined
  }
}

const requirer = (module) => (name) => {
  const url = module.requires[name];
  if (!modules[url]) return require(name); // built into Node; anything else fails, and no snapshot is made
  evaluate(url);
  return modules[url].module.exports;
};

/** Returns a function that reads an export, or undefined if there is no export of that name. */
function exported(url, name, seen = new Set()) {
  const module = modules[url];
  if (name === "*") return () => spaces.get(url) ?? { ...require(url), default: require(url) };
  if (!module) return name === "default" ? () => require(url) : () => require(url)[name];
  if (module.requires) return name === "default" ? () => module.module.exports : () => module.module.exports[name];
  if (seen.has(`${url}\0${name}`)) return undefined;
  seen.add(`${url}\0${name}`);
  if (Object.hasOwn(module.locals, name)) {
    const local = module.imports.find(([one]) => one === module.locals[name]);
    return local ? exported(local[1], local[2], seen) : module.get[name];
  }
  const again = module.reexports.find(([one]) => one === name);
  if (again) return exported(again[1], again[2], seen);
  const found = name === "default" ? [] : module.stars.map((to) => exported(to, name, seen)).filter(Boolean);
  return found[0];
}

/** Returns the names that a module exports, in the order of a namespace object. */
function names(url, seen = new Set()) {
  if (seen.has(url)) return [];
  seen.add(url);
  const { locals, reexports, stars } = modules[url];
  const starred = stars.flatMap((to) => names(to, seen)).filter((name) => name !== "default");
  return [...new Set([...Object.keys(locals), ...reexports.map(([name]) => name), ...starred])].sort();
}

const spaces = new Map(); // URL → the namespace object of `import * as`
const done = new Set();
const begun = new Set();
const early = new Set(); // modules in an import cycle, which started before all their imports were evaluated

function link(module) {
  for (const [name, from, what] of module.imports) {
    const get = exported(from, what);
    if (!get) throw new Error(`${from} exports no ${what}`);
    try {
      module.set[name](get());
    } catch (error) {
      if (!(error instanceof ReferenceError)) throw error; // not yet defined, which modules allow, too
    }
  }
}

function evaluate(url) {
  const module = modules[url];
  if (!module || begun.has(url)) return;
  begun.add(url);
  for (const one of module.uses ?? []) evaluate(one);
  if (!module.requires) {
    link(module);
    if (module.uses.some((one) => modules[one] && !done.has(one))) early.add(module);
  }
  module.run();
  done.add(url);
  for (const one of early) link(one);
}

for (const [url, module] of Object.entries(modules)) prepare(url, module);
for (const [url, module] of Object.entries(modules)) {
  if (module.requires) continue;
  const space = Object.create(null, { [Symbol.toStringTag]: { value: "Module" } });
  for (const name of names(url)) {
    Object.defineProperty(space, name, { get: exported(url, name), enumerable: true, configurable: true });
  }
  spaces.set(url, space);
}

// The snapshot must not depend on the environment variables that are set now.
const environment = process.env;
const refuse = (_, name) => {
  throw new Error(`a package reads ${String(name ?? "the environment")} when it is imported`);
};
process.env = new Proxy(environment, { get: refuse, has: refuse, ownKeys: refuse, getOwnPropertyDescriptor: refuse });
roots.forEach(evaluate);
process.env = environment;
process.emitWarning = emitWarning;

/** Freezes a namespace, because its module's exports no longer change. */
function freeze(space) {
  for (const name of Object.keys(space)) {
    const value = space[name];
    // If a function is a property with another name, traces show "fn [as parse]". For an export of a module, they do
    // not, and a getter prevents it.
    const hidden = typeof value === "function" && value.name !== name;
    const how = hidden ? { get: () => value } : { value, writable: false };
    Object.defineProperty(space, name, { ...how, configurable: false });
  }
  Object.preventExtensions(space);
}

for (const [url, space] of spaces) {
  if (done.has(url)) {
    link(modules[url]);
    freeze(space);
  } else spaces.delete(url);
}
for (const url of Object.keys(modules)) if (!modules[url].requires) delete modules[url];

const KEY = "mistral-playbooks snapshot";
startupSnapshot.addDeserializeCallback(() => {
  const { enableCompileCache, registerHooks } = require("node:module");
  enableCompileCache(CACHE);
  Object.defineProperty(globalThis, Symbol.for(KEY), { value: spaces });
  registerHooks({
    load(url, context, next) {
      const space = spaces.get(url);
      if (!space) return next(url, context);
      const all = Object.keys(space).map(JSON.stringify);
      const from = `globalThis[Symbol.for("${KEY}")].get(${JSON.stringify(url)})`;
      const values = all.map((name, at) => `${name}:$${at}`);
      const source = `const {${values}} = ${from}; export {${all.map((name, at) => `$${at} as ${name}`)}};`;
      return { format: "module", source, shortCircuit: true };
    },
  });
});
