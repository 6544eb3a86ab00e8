/* A signature: a literal fragment of an error's text, or an expression. */
class Signature {
  constructor(text) {
    this.text = text
    if (text.length > 2 && text.startsWith("/") && text.endsWith("/")) {
      this.pattern = new RegExp(text.slice(1, -1), "gim")
      const runs = literals(text.slice(1, -1)).map((alternative) => alternative.map(squeeze))
      /* Unless one of the needles is in the squeezed text, the signature is not in the text. */
      this.needles = runs.map((found) => found.reduce((a, b) => (b.length > a.length ? b : a)))
      this.letters = Math.min(...runs.map((found) => found.join("").length))
      this.loose = false
    } else {
      this.folded = fold(text)
      this.words = words(this.folded)
      const needle = this.words.replace(/ /g, "")
      this.needles = [needle]
      this.letters = needle.length
      /* Comparing the words is enough if punctuation is not significant. */
      this.loose = needle.length >= 8 && needle.length >= 0.75 * this.folded.replace(/ /g, "").length
    }
    const { longest, span, slope } = rules.weights
    this.weight = Math.floor((longest - span * Math.exp(-this.letters / slope)) * 10000 + 0.5) / 10000
  }

  /* Whether other software hardly has the same words. */
  get isLong() {
    return this.letters >= 22
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

/* For each alternative of an expression, the runs of literal characters that every match contains. */
function literals(expression) {
  const found = [[]]
  let run = ""
  let depth = 0
  const end = () => {
    if (run) found.at(-1).push(run)
    run = ""
  }
  for (let at = 0; at < expression.length; ) {
    const count = matchAt("count", expression, at)
    const [mark] = count ?? matchAt("atom", expression, at)
    at += mark.length
    if (count) run = run.slice(0, -1) /* the repeated character is not certain to occur */
    else if (mark.startsWith("(")) depth++
    else if (mark === ")") depth--
    const escaped = /^\\\W$/.test(mark)
    if (!count && !depth && (escaped || (mark.length === 1 && !".^$|()".includes(mark)))) run += mark.at(-1)
    else end()
    if (mark === "|" && !depth) found.push([])
  }
  end()
  return found
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
