/* Search by words, over the entries of words.py. Needs MiniSearch. */
self.pbWords = (entries) => {
  "use strict"
  const FIELDS = { title: 4, codes: 6, names: 4, synonyms: 5, messages: 3, headings: 2, text: 1.5 }
  /* Words that tell no entry from another: English's, and those of any error. */
  const SILENT = new Set(
    ("a about after all always am an and any are as at be been but by can cant code could did do does doesn doesnt don dont " +
      "each error errors every exception fail fails failed failing for from get gets getting give gives got had has have how i if in into is isn isnt it its just keep " +
      "keeps me mistral mistralai my no not of on only or out please s see should so some status t than that the their them then there " +
      "these they this those to too use used using was we were what when where which while who why will with without would " +
      "you your").split(" "),
  )

  /* `CamelCase`, `snake_case` and `kebab-case` are their words; a version stays whole. */
  const split = (text) =>
    text
      .replace(/([a-z\d])([A-Z])/g, "$1 $2")
      .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
      .replace(/(\p{L})['’](\p{L})/gu, "$1$2")
      .toLowerCase()
      .match(/\d+(?:\.\d+)+|[\p{L}\d]+/gu) ?? []

  /* What stays of a word in all its forms: retry, retries, retrying. */
  const stem = (word) => {
    if (word.length < 4 || /\d/.test(word)) return word
    const base = word
      .replace(/ies$/, "y")
      .replace(/([^su])s$/, "$1")
      .replace(/^(.*[aeiouy].+)(?:ing|ed)$/, "$1")
      .replace(/e$/, "")
      .replace(/y$/, "i")
    return base.replace(/(.)\1$/, "$1")
  }
  const term = (word) => (SILENT.has(word) ? null : stem(word))

  const vocabulary = new Set()
  const mini = new self.MiniSearch({
    fields: Object.keys(FIELDS),
    tokenize: split,
    processTerm: (word) => {
      const one = term(word)
      if (one) vocabulary.add(one)
      return one
    },
    extractField: (entry, name) => (Array.isArray(entry[name]) ? entry[name].join(" ") : entry[name]),
  })
  mini.addAll(entries.map((entry, id) => ({ ...entry, id })))

  /* Each word with the other ways to write it, `time out` and `timeout`, that some entry has. */
  const groups = (words) => {
    const found = words.map((word) => ({ words: [word], terms: [term(word)].filter(Boolean) }))
    words.forEach((word, place) => {
      const joined = place + 1 < words.length ? stem(word + words[place + 1]) : ""
      if (vocabulary.has(joined)) for (const next of [place, place + 1]) found[next].terms.push(joined)
      if (term(word) && !vocabulary.has(term(word)))
        for (let cut = 3; cut <= word.length - 3; cut++) {
          const halves = [word.slice(0, cut), word.slice(cut)].map(stem)
          if (halves.every((half) => vocabulary.has(half))) found[place].terms.push(...halves)
        }
    })
    return found.filter(({ terms }) => terms.length)
  }

  /* Best first: { entry, words (those of the text that it has), all (whether it has all), share, score }. */
  return (text) => {
    const words = [...new Set(split(text))].slice(0, 24)
    const wanted = groups(words)
    const last = wanted.at(-1)?.terms[0]
    const terms = [...new Set(wanted.flatMap((group) => group.terms))]
    const found = mini.search(terms.join(" "), {
      tokenize: (one) => one.split(" "),
      processTerm: (one) => one,
      boost: FIELDS,
      /* An unfinished or mistyped word is one that no entry has. */
      prefix: (one) => one === last || (one.length > 3 && !vocabulary.has(one)),
      fuzzy: (one) => (one.length < 4 || /\d/.test(one) || vocabulary.has(one) ? false : one.length < 8 ? 1 : 2),
      boostDocument: (id) => (entries[id].slug ? 1 : 0.6),
    })
    const has = (hit, group) => group.terms.some((one) => hit.queryTerms.includes(one))
    const weight = new Map(
      wanted.map((group) => [group, Math.log(1 + entries.length / (1 + found.filter((hit) => has(hit, group)).length))]),
    )
    const total = [...weight.values()].reduce((sum, one) => sum + one, 0)
    return found
      .map((hit) => {
        const met = wanted.filter((group) => has(hit, group))
        const share = met.reduce((sum, group) => sum + weight.get(group), 0) / total
        const all = met.length === wanted.length
        return { entry: entries[hit.id], words: met.flatMap((group) => group.words), all, share, score: hit.score * share }
      })
      .sort((one, other) => other.all - one.all || other.score - one.score)
  }
}
