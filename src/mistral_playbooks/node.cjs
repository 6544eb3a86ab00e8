// Tells Node where the imports of installed packages lead, as it found out itself before. See node.py.
"use strict";
const { enableCompileCache, registerHooks } = require("node:module");
const { readFileSync, writeFileSync } = require("node:fs");

/** Writes down where Node finds what packages import, when the process ends well. */
exports.note = (file) => {
  const found = {};
  registerHooks({
    resolve(specifier, context, next) {
      const place = next(specifier, context);
      // What the program itself imports is left to Node, so that a wrong import fails as it would anywhere.
      if (context.parentURL?.includes("/node_modules/") && place.url.includes("/node_modules/")) {
        (found[context.parentURL] ??= {})[specifier] = [place.url, place.format];
      }
      return place;
    },
  });
  process.on("exit", (status) => {
    if (status === 0) writeFileSync(file, JSON.stringify(found));
  });
};

/** Uses what was written down, and what V8 made of the same files before. */
exports.use = (file) => {
  enableCompileCache(file.replace(/\.json$/, ""));
  const places = JSON.parse(readFileSync(file, "utf8"));
  registerHooks({
    resolve(specifier, context, next) {
      const place = places[context.parentURL]?.[specifier];
      return place ? { url: place[0], format: place[1], shortCircuit: true } : next(specifier, context);
    },
  });
};
