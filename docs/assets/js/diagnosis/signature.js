/* A signature: a literal fragment of an error's text, or an expression. */
class Signature {
  constructor(mark) {
    if (mark.expression !== undefined) {
      this.text = `/${mark.expression}/`
      this.pattern = new RegExp(mark.expression, "gim")
      this.needles = mark.needles
      this.letters = mark.letters
      this.loose = false
    } else {
      this.text = mark.text
      this.folded = fold(mark.text)
      this.words = words(this.folded)
      const needle = this.words.replace(/ /g, "")
      this.needles = [needle]
      this.letters = needle.length
      /* Comparing the words is enough if punctuation is not significant. */
      this.loose = needle.length >= 8 && needle.length >= 0.75 * this.folded.replace(/ /g, "").length
    }
    this.weight = rules.lettersWeight[Math.min(this.letters, rules.lettersWeight.length - 1)]
  }

  /* Where the text contains this signature: the place of its last occurrence (0 to 1), a factor (1 for the exact
     fragment, less if only its words match), and the words that were found. Null if it does not. */
  find(text) {
    if (!this.needles.some((needle) => text.squeezed.includes(needle))) return null
    if (this.pattern) return this.match(text)
    const [needle] = this.needles
    let at = text.folded.lastIndexOf(this.folded)
    if (at >= 0 && (needle.length >= 12 || isWhole(text.folded, at, this.folded))) {
      return { at: at / text.folded.length, factor: 1, words: bare(this.words) }
    }
    if (!this.loose) return null
    at = text.words.lastIndexOf(this.words)
    if (at >= 0) return { at: at / text.words.length, factor: 0.97, words: bare(this.words) }
    if (needle.length >= 18 || (needle.length >= 12 && words(text.unwrapped).includes(this.words))) {
      return { at: text.squeezed.lastIndexOf(needle) / text.squeezed.length, factor: 0.9, words: bare(this.words) }
    }
    return null
  }

  match(text) {
    for (const form of ["folded", "lines", "unwrapped"]) {
      const last = [...text[form].matchAll(this.pattern)].at(-1)
      if (last) return { at: last.index / text[form].length, factor: 1, words: bare(words(fold(last[0]))) }
    }
    return null
  }

  /* The first place in a text that an expression matches, or undefined. */
  first(text) {
    return text.matchAll(this.pattern).next().value?.[0]
  }
}

/* Removes the field name from a signature: `"detail":"Unauthorized"` becomes `Unauthorized`. */
function bare(found) {
  return found.length > 16 ? found.replace(expressions.field, " ") : found
}

/* Whether a fragment consists of whole words: "terminated" in "Unterminated string" does not. */
function isWhole(text, at, part) {
  const { word } = expressions
  const end = at + part.length
  const before = at === 0 || !(word.test(part[0]) && word.test(text[at - 1]))
  return before && (end >= text.length || !(word.test(part.at(-1)) && word.test(text[end])))
}
