/* Extracts facts from an error text: status, messages, types, codes, exceptions, hosts. */

/* The input is not an error text. */
class Unusable extends Error {}

/* At most `limit` characters: of a longer text, a quarter from its head and the rest from its tail. */
function truncate(text) {
  const { limit } = rules
  return text.length <= limit ? text : `${text.slice(0, limit / 4)}\n${text.slice(1 + limit / 4 - limit)}`
}

/* A text in plain form, of at most `limit` characters. Throws Unusable if it is empty or binary. */
function readable(text) {
  text = truncate(plain(text))
  const head = text.slice(0, 4096)
  if (matches("control", head).length > 2 + Math.floor(head.length / 10)) throw new Unusable("binary")
  if (!/[^ \t\n\0\ufeff]/.test(text)) throw new Unusable("empty")
  return text
}

/* The facts of a readable text. Lists are in the order of the text, without duplicates. */
function readFacts(text) {
  const lines = clean(condensed(text))
  const facts = {
    text: new Text(lines),
    statuses: [],
    implied: [], /* statuses that a reason phrase implies ("Unauthorized" as the whole message) */
    codes: [],
    types: [],
    messages: [], /* the values of `message`, `detail`, `msg` in answers */
    said: [], /* the messages of exceptions */
    exceptions: [],
    modules: [],
    hosts: [],
    called: [], /* hosts to which a request for a model was sent */
    packages: [],
    mistralShape: false, /* an object has the format that only this API uses */
    wrapped: false, /* an object is inside `error`, as in other vendors' answers */
  }
  for (const found of readObjects(lines)) walk(found, facts)
  for (const match of matches("status", lines)) facts.statuses.push(Number(match.slice(1).find(Boolean)))
  for (const [, a, b] of matches("code", lines)) facts.codes.push(a || b)
  facts.names = new Set(matches("names", lines).flatMap(([name]) => [name, ...name.split(".")]))
  for (const [, raised, words] of matches("raised", lines)) {
    const at = raised.lastIndexOf(".")
    const said = (words ?? "").trim()
    facts.exceptions.push(raised.slice(at + 1).replace(/^[[\]]+|[[\]]+$/g, ""))
    if (at > 0) facts.modules.push(raised.slice(0, at).split(".")[0])
    if (said) facts.said.push(said)
  }
  for (const said of unique([...facts.messages, ...facts.said, lines])) {
    for (const [, reason] of matches("only_reason", said)) {
      facts.implied.push(rules.reasons.get(lower(reason).replace(globals.space, " ")))
    }
  }
  facts.hosts = matches("host", lines).map(([, host]) => lower(host).replace(/^\.+|\.+$/g, ""))
  facts.called = matches("called", lines).map((match) => lower(match.slice(1).find(Boolean)).replace(/^\.+|\.+$/g, ""))
  facts.packages = matches("package", lines).map(([, name]) => lower(name.replace(globals.slashes, "/")))
  facts.model = expressions.model.exec(lines)?.[1] ?? null
  const chained = matches("chained", lines).at(-1)
  facts.focus = chained ? chained.index / lines.length : 0
  for (const name of ["statuses", "implied", "codes", "types", "messages", "said", "hosts", "called", "modules", "packages"]) {
    facts[name] = unique(facts[name])
  }
  return facts
}

/* The head and tail of a long text, and the last line of each kind that mentions an error. */
function condensed(text) {
  const most = rules.condensed
  if (text.length <= most) return text
  const head = text.slice(0, Math.floor(most / 8))
  const tail = text.slice(-Math.floor(most / 3))
  const kept = new Map()
  let room = Math.floor(most / 2)
  for (const line of text.slice(head.length, -tail.length).split("\n").reverse()) {
    for (let at = 0; at < line.length && room > 0; at += 2000) {
      const piece = line.slice(at, at + 2000)
      if (!expressions.cue.test(piece)) continue
      const kind = piece.replace(globals.digits, "")
      if (kept.has(kind)) continue
      kept.set(kind, piece)
      room -= piece.length + 1
    }
    if (room <= 0) break
  }
  return [head, ...[...kept.values()].reverse(), tail].join("\n")
}

/* Adds the facts of an object in the text. */
function walk(value, facts, depth = 0) {
  if (depth > 12) return
  if (Array.isArray(value)) {
    for (const item of value) walk(item, facts, depth + 1)
    return
  }
  if (!(value instanceof Map)) return
  const string = (key) => (typeof value.get(key) === "string" ? value.get(key) : "")
  const code = string("code").trim()
  const kind = string("type")
  const refused = expressions.refused.test(code)
  if (refused) facts.statuses.push(Number(code))
  else if (code) facts.codes.push(code.slice(0, 60))
  for (const key of rules.statusKeys) {
    const status = expressions.any_status.exec(string(key))
    if (status) facts.statuses.push(Number(status[0]))
  }
  const answer = lower(string("object")) === "error"
  if (kind && (value.has("message") || value.has("msg") || value.has("loc") || answer || code)) {
    facts.types.push(kind.slice(0, 80))
  }
  const numbered = !code || expressions.four_digits.test(code)
  if (answer && numbered && (!kind || expressions.no_capital.test(kind))) facts.mistralShape = true
  if (value.has("raw_status_code")) facts.mistralShape = true
  const inner = value.get("error")
  if (inner instanceof Map && (inner.has("message") || inner.has("type"))) facts.wrapped = true
  for (const key of rules.messageKeys) {
    const said = string(key)
    if (squeeze(said.slice(0, 200)).length >= 3 && !(said.includes("{") && said.includes(":") && said.length > 12)) {
      facts.messages.push(said.replace(globals.space, " ").trim().slice(0, 2000))
    }
  }
  for (const [key, item] of value) {
    if (typeof item === "object" && item !== null && !rules.skippedKeys.has(key)) walk(item, facts, depth + 1)
  }
}
