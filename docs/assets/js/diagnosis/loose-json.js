/* Finds objects in a text: JSON, Python and JavaScript notation, also escaped, truncated or wrapped.

   Objects are Maps, so that no key is special and their order stays; a number is the string that stands in the text. */

const NOTHING = new Set(["null", "None", "undefined", "true", "True", "false", "False"])
const UNREAD = new Set(["messages", "tools", "input"])
const MAX_DEPTH = 24
const MAX_NESTED = 5 /* levels of strings that contain objects */
const MAX_OBJECTS = 400

/* The object is invalid or truncated here. What was parsed before is kept. */
const BROKEN = Symbol("broken")

/* Removes one level of JSON or Python string escapes. */
function unescape(text) {
  return text.replace(globals.escape, (_, mark) =>
    mark.length > 1 ? character(parseInt(mark.slice(1), 16)) : rules.letters.get(mark) ?? mark)
}

class Parser {
  constructor(text) {
    this.text = text
    this.at = 0
  }

  skip() {
    this.at += matchAt("blank", this.text, this.at)[0].length
  }

  /* A quoted string, whose quotes may be escaped (`\"`). If it has no end, the rest. */
  string(limit = 20000) {
    const parts = [this.piece(limit)]
    let joined
    while (parts.length < 200 && (joined = matchAt("join", this.text, this.at))) {
      this.at += joined[0].length
      parts.push(this.piece(limit))
    }
    return parts.join("")
  }

  piece(limit) {
    const text = this.text
    const opening = matchAt("quote", text, this.at)
    if (!opening) throw BROKEN
    const level = opening[1].length
    const start = this.at + opening[0].length
    const end = Math.min(start + limit, text.length)
    const within = text.slice(start, end)
    let at = start
    let raw
    for (;;) {
      const found = within.indexOf(opening[2], at - start)
      if (found < 0) {
        this.at = end
        raw = text.slice(start, Math.min(end, start + 4000))
        break
      }
      at = start + found
      let behind = at
      while (behind > start && text[behind - 1] === "\\") behind--
      const slashes = at - behind
      if (level ? slashes <= level : slashes % 2 === 0) {
        raw = text.slice(start, at - Math.min(slashes, level))
        this.at = at + 1
        break
      }
      at++
    }
    for (let times = 32 - Math.clz32(level + 1); times > 0 && raw.includes("\\"); times--) raw = unescape(raw)
    return raw
  }

  value(depth) {
    this.skip()
    if (depth > MAX_DEPTH || this.at >= this.text.length) throw BROKEN
    const char = this.text[this.at]
    if (char === "{") return this.mapping(depth + 1)
    if (char === "[") return this.sequence(depth + 1)
    if (matchAt("quote", this.text, this.at)) return this.string()
    const number = matchAt("number", this.text, this.at)
    if (number) {
      this.at += number[0].length
      return number[0].slice(0, 30)
    }
    const other = matchAt("other", this.text, this.at)[0]
    this.at += other.length
    const word = other.trim()
    return NOTHING.has(word) ? null : word.slice(0, 2000)
  }

  sequence(depth) {
    const found = []
    this.at++
    try {
      for (;;) {
        this.skip()
        if (this.text[this.at] === "]") {
          this.at++
          return found
        }
        const before = this.at
        found.push(this.value(depth))
        this.skip()
        if (this.text[this.at] === ",") this.at++
        else if (this.at === before || this.text[this.at] !== "]") return found
      }
    } catch (problem) {
      if (problem !== BROKEN) throw problem
      return found
    }
  }

  mapping(depth, opened = false) {
    const found = new Map()
    if (!opened) this.at++
    try {
      for (;;) {
        this.skip()
        if (this.text[this.at] === "}") {
          this.at++
          return found
        }
        let key
        const name = matchAt("name", this.text, this.at)
        if (name) {
          key = name[0]
          this.at += key.length
        } else {
          const start = this.at
          key = this.string(120)
          if (key.length > 80) {
            this.at = start + 1
            return found
          }
        }
        const assign = matchAt("assign", this.text, this.at)
        if (!assign) return found
        this.at += assign[0].length
        const start = this.at
        const value = this.value(depth)
        found.set(key, value)
        this.skip()
        const following = this.text[this.at]
        if (following === ",") this.at++
        else if (following !== "}") {
          /* an unescaped object inside quotes: parse it as an object */
          if (following && typeof value === "string" && value.slice(0, 4).includes("{")) this.at = start + 1
          return found
        }
      }
    } catch (problem) {
      if (problem !== BROKEN) throw problem
      return found
    }
  }
}

/* Every object in the text, outermost first. Objects inside strings follow as separate objects. */
function readObjects(text, nested = 0) {
  const found = []
  const parser = new Parser(text)
  const start = new RegExp(globals.start)
  while (found.length < MAX_OBJECTS) {
    start.lastIndex = parser.at
    const match = start.exec(text)
    if (!match) break
    parser.at = match.index
    const mapping = parser.mapping(0, match[1] !== undefined)
    parser.at = Math.max(parser.at, match.index + 1)
    if (mapping.size) {
      found.push(mapping)
      if (nested < MAX_NESTED) for (const inner of nestedTexts(mapping)) found.push(...readObjects(inner, nested + 1))
    }
  }
  return found
}

/* The strings in a value that may contain an object. */
function nestedTexts(value) {
  if (typeof value === "string") return value.includes("{") && value.includes(":") ? [value] : []
  if (value instanceof Map) value = [...value].filter(([key]) => !UNREAD.has(key)).map(([, item]) => item)
  return Array.isArray(value) ? value.flatMap(nestedTexts) : []
}
