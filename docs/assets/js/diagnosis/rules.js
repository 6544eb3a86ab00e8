/* The rules in use: `assets/rules.json`, with its expressions compiled and its classes indexed.

   This folder is the diagnosis of the terminal (`src/mistral_playbooks/diagnosis/`) once more: the same functions under
   the same names, which give the same answer for every text. Change both, or neither: a test compares them. The build
   joins the files in one scope, so they import nothing. They use no DOM: they run in a page, a worker and Node. */

/* Set by `use`, before anything else runs. */
let rules
let expressions
let globals
let index

let inUse

/* Makes these rules the ones in use. Compiling them takes some milliseconds, so the last ones are kept. */
function use(data) {
  if (inUse === data) return
  inUse = data
  rules = { ...data }
  for (const name of ["genericTypes", "builtIn", "clients", "skippedKeys"]) rules[name] = new Set(data[name])
  for (const name of ["reasons", "letters", "entities"]) rules[name] = new Map(Object.entries(data[name]))
  expressions = {}
  globals = {}
  for (const [name, [source, flags]] of Object.entries(data.expressions)) {
    expressions[name] = new RegExp(source, flags)
    if (!flags.includes("y")) globals[name] = new RegExp(source, flags + "g")
  }
  expressions.word = new RegExp(`[${data.word}]`)
  rules.secrets = data.secrets.map(([source, flags]) => new RegExp(source, flags + "g"))
  rules.characters = new Map()
  for (const [first, last, put] of data.characters) {
    for (let code = first; code <= last; code++) {
      rules.characters.set(String.fromCharCode(code), typeof put === "string" ? put : String.fromCharCode(code + put))
    }
  }
  index = new Index(data)
}

/* Returns the classes that the rules have, with their causes. */
function classes(data) {
  use(data)
  return index.classes
}

/* Returns the match of a sticky expression at a position, or null. */
function matchAt(name, text, at) {
  expressions[name].lastIndex = at
  return expressions[name].exec(text)
}

/* Returns all matches of an expression. */
function matches(name, text) {
  return [...text.matchAll(globals[name])]
}

const unique = (values) => [...new Set(values)]
