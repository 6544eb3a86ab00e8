/* Search by words, over the entries of words.py. Needs MiniSearch. */
self.pbWords = (entries) => {
  "use strict"
  /* What a word is worth where it stands, at most once: a long page has no more of it than a short one. */
  const FIELDS = { title: 1, codes: 1, names: 1, synonyms: 1, messages: 0.7, headings: 0.45, text: 0.3 }
  const UNFINISHED = 0.7
  /* How much it counts that an entry's title or synonym is in the text as a whole. */
  const PHRASE = 0.3
  /* Two common words say more than one rare word. */
  const RARITY = 0.6
  /* A word that no entry has says less than a rare one: as if so many had it. */
  const UNKNOWN = 8
  /* Words that tell no entry from another: English's, and those of any error. */
  const SILENT = new Set(
    ("a about after again all always am an and any anymore api are as at back be been but by came can cant code come " +
      "comes could currently did do does doesn doesnt don dont each error errors every exception fail failed failing fails for " +
      "from get gets getting give gives go goes going got had happen happens has have how i if in into is isn isnt it " +
      "its just keep keeps me mistral mistralai my no not now of on only or out please s see should so some status " +
      "still suddenly t than that the their them then there these they this those to today too try trying use used using very " +
      "want was were we what when where which while who why will with without would you your").split(" "),
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
  const term = (word) => (SILENT.has(word) || SILENT.has(stem(word)) ? null : stem(word))

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
      const next = words[place + 1] ?? ""
      const joined = term(word) || term(next) ? stem(word + next) : ""
      if (next && vocabulary.has(joined)) for (const at of [place, place + 1]) found[at].terms.push(joined)
      if (term(word) && !vocabulary.has(term(word)))
        for (let cut = 3; cut <= word.length - 3; cut++) {
          const halves = [word.slice(0, cut), word.slice(cut)].map(stem)
          if (halves.every((half) => vocabulary.has(half))) found[place].terms.push(...halves)
        }
    })
    return found.filter(({ terms }) => terms.length)
  }

  const phrases = entries.map(({ title, synonyms = [] }) =>
    [title, ...synonyms].map((phrase) => [...new Set(split(phrase).map(term).filter(Boolean))]),
  )

  /* Of words that all are silent, such as "api status": the entries that have nothing but such words as a title or
     synonym, the longest first. */
  const silent = entries.map(({ title, synonyms = [] }) =>
    [title, ...synonyms].map(split).filter((phrase) => phrase.length && !phrase.some(term)),
  )
  const plain = (words) =>
    entries
      .map((entry, id) => {
        const said = silent[id].filter((phrase) => phrase.every((one) => words.includes(one)))
        return { entry, words: said.sort((one, other) => other.length - one.length)[0] ?? [], all: true, titled: false, share: 1, score: 0 }
      })
      .filter((hit) => hit.words.length)
      .sort((one, other) => other.words.length - one.words.length)

  /* Best first: { entry, words (those of the text that it has), all (whether it has all), said (whether all are its
     title or synonym), titled (whether its title has these words and no others), share (0 to 1) }. */
  return (text) => {
    const words = [...new Set(split(text))].slice(0, 24)
    const wanted = groups(words)
    if (!wanted.length) return plain(words)
    const last = wanted.at(-1)?.terms[0]
    const terms = new Set(wanted.flatMap((group) => group.terms))
    const found = mini.search([...terms].join(" "), {
      tokenize: (one) => one.split(" "),
      processTerm: (one) => one,
      /* An unfinished or mistyped word is one that no entry has. */
      prefix: (one) => one === last || (one.length > 3 && !vocabulary.has(one)),
      fuzzy: (one) => (one.length < 4 || /\d/.test(one) || vocabulary.has(one) ? false : one.length < 6 ? 1 : 2),
    })
    /* What a word of the text is worth in an entry: MiniSearch names the entry's words, and their fields. */
    const worth = (hit, group) => {
      if (!group.terms.some((one) => hit.queryTerms.includes(one))) return 0
      const places = Object.entries(hit.match).filter(([word]) => group.terms.includes(word) || !terms.has(word))
      const own = places.filter(([word]) => group.terms.includes(word))
      const best = (some) => Math.max(0, ...some.flatMap(([, fields]) => fields.map((field) => FIELDS[field])))
      return Math.max(best(own), own.length ? 0 : UNFINISHED * best(places))
    }
    const rare = (group) => {
      const count = found.filter((hit) => group.terms.some((one) => hit.queryTerms.includes(one))).length
      return Math.log(1 + entries.length / (count || UNKNOWN)) ** RARITY
    }
    const weights = wanted.map(rare)
    const total = weights.reduce((sum, one) => sum + one, 0)
    const sum = (values) => values.reduce((all, one, place) => all + one * weights[place], 0) / total
    return found
      .map((hit) => {
        const values = wanted.map((group) => worth(hit, group))
        const met = wanted.filter((_, place) => values[place])
        /* The entry's words that unfinished and mistyped ones are taken for. */
        const near = Object.keys(hit.match).filter((one) => !terms.has(one))
        const said = phrases[hit.id].filter((phrase) => phrase.length && phrase.every((one) => terms.has(one) || near.includes(one)))
        const whole = wanted.map(({ terms: own }) => {
          const words = own.some((one) => vocabulary.has(one)) ? own : near
          return said.some((phrase) => words.some((one) => phrase.includes(one))) ? 1 : 0
        })
        const share = (sum(values) + PHRASE * sum(whole)) / (1 + PHRASE)
        const [title] = phrases[hit.id]
        const titled = title.every((one) => terms.has(one)) && wanted.every(({ terms: own }) => own.some((one) => title.includes(one)))
        return { entry: entries[hit.id], words: met.flatMap((group) => group.words), all: met.length === wanted.length, said: whole.every(Boolean), titled, share, score: hit.score }
      })
      .sort((one, other) => other.all - one.all || other.titled - one.titled || other.share - one.share || other.score - one.score)
  }
}
