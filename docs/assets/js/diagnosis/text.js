/* A text in the forms in which it is searched, made of the same characters in Python and in JavaScript. */

/* Line feeds as the only line ends, and a square for each character that takes two here, and one in Python. */
function plain(text) {
  return text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, "\u25a1").replace(globals.line_end, "\n")
}

/* Without colors and invisible characters, HTML entities and full-width forms; spaces as the only other white space. */
function clean(text) {
  return text
    .replace(globals.ansi, "")
    .replace(globals.odd, (char) => rules.characters.get(char) ?? char)
    .replace(globals.entity, (_, decimal, hex, name) =>
      name ? rules.entities.get(name) : character(decimal ? parseInt(decimal, 10) : parseInt(hex, 16)))
}

/* The character with this code as `clean` would leave it. */
function character(code) {
  if (code > 0xffff) return "\u25a1"
  const char = String.fromCharCode(code)
  return rules.characters.get(char) ?? char
}

/* ASCII letters only: versions of Unicode differ. */
function lower(text) {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

/* Lower case, one kind of quote, no backslash escapes, colons instead of the arrows of PHP and Ruby, and single spaces
   instead of any white space. */
function fold(text) {
  const unescaped = text.replace(globals.arrow, ": ").replace(globals.escapes, (_, code, mark) =>
    code ? character(parseInt(code, 16)) : mark || " ")
  return lower(unescaped.replace(globals.quotes, "'").replace(globals.space, " ")).trim()
}

/* The words of a folded text, separated and surrounded by single spaces. */
function words(folded) {
  return ` ${folded.replace(globals.no_word, " ").trim()} `
}

/* The letters and digits of a text, in lower case. */
function squeeze(text) {
  return words(fold(text)).replace(/ /g, "")
}

/* A cleaned text in each form that signatures are searched in. */
class Text {
  #unwrapped

  constructor(lines) {
    this.lines = lines
    this.folded = fold(lines)
    this.words = words(this.folded)
    this.squeezed = this.words.replace(/ /g, "")
  }

  /* Folded after joining lines, because terminals may wrap lines within words. */
  get unwrapped() {
    this.#unwrapped ??= fold(this.lines.replace(/\n/g, ""))
    return this.#unwrapped
  }
}
