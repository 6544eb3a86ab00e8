/* Search by words, over the entries of words.py: MiniSearch finds them, and what a word is worth is said here. */
self.pbWords = (entries) => {
  "use strict"
  const { split, stem, term, alike, faint } = self.pbLanguage
  /* What a word is worth where it stands, at most once: a long page has no more of it than a short one. */
  const FIELDS = { title: 1, codes: 1, names: 1, synonyms: 1, messages: 0.7, tells: 0.45, headings: 0.45, text: 0.3 }
  /* Of that, what a word is worth that is unfinished or mistyped, or only says the same. */
  const UNFINISHED = 0.7
  const ALIKE = 0.7
  /* How much more a word is worth at most that stands in several of an entry's title and synonyms: they are about it. */
  const OFTEN = 0.5
  /* How much it counts that an entry's title or a synonym is in the text as a whole, and how little if in part. */
  const PHRASE = 0.3
  const PART = 1.5
  /* Two common words say more than one rare word. */
  const RARITY = 0.6
  /* A word that no entry has says less than a rare one: as if so many had it. */
  const UNKNOWN = 8
  /* A status or code says more than a word, and a word of any error less. */
  const NUMBER = 1.5
  const FAINT = 0.4
  /* What an entry is worth that has only some of the words, and a page that is about no error. */
  const SOME = 0.9
  const PAGE = 0.7
  /* Who asks a question may get a page's answer to one, or the status, as well as an error. */
  const ASKS =
    /^(?:are|can|could|do|does|how|is|may|should|what|when|where|which|who|why|will)\b|\?$|\b(?:difference|list|meaning|table)\b/i
  /* Who asks which models there are gets the page "Models" first, and who asks a question of the site its answer. */
  const HEAD = /\b(?:what|which|list of) ([a-z]+)/i
  const HEADED = 1
  /* An entry that has the text for its title comes before one that has it for a synonym. */
  const TITLED = 0.05

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
  const search = (one, options) => mini.search(one, { tokenize: (word) => [word], processTerm: (word) => word, ...options })

  /* Place of an entry → what a term is worth there. */
  const known = new Map()
  const places = (one) => {
    if (!known.has(one)) {
      const found = vocabulary.has(one) ? search(one) : []
      known.set(one, new Map(found.map(({ id, match }) => [id, Math.max(...match[one].map((field) => FIELDS[field]))])))
    }
    return known.get(one)
  }
  const numbers = new Set(entries.flatMap(({ codes = "" }) => codes.split(" ")))

  /* The terms of each entry's title, synonyms and slug, and in how many of them each term is. */
  const phrases = entries.map(({ title, synonyms = [], slug = "" }) =>
    [title, ...synonyms, slug].map((phrase) => [...new Set(split(phrase).map(term).filter(Boolean))]),
  )
  const counts = phrases.map((some) => {
    const found = new Map()
    for (const one of some.flat()) found.set(one, (found.get(one) ?? 0) + 1)
    return found
  })

  /* The terms that an unfinished or mistyped one is taken for: the last of a text, or one that no entry has. */
  const near = (one, last) => {
    const has = vocabulary.has(one)
    const prefix = last || (one.length > 3 && !has)
    const fuzzy = has || one.length < 5 || /\d/.test(one) ? 0 : one.length < 6 ? 1 : 2
    const found = prefix || fuzzy ? search(one, { prefix, fuzzy }).flatMap(({ match }) => Object.keys(match)) : []
    return [...new Set(found)].filter((other) => other !== one && other[0] === one[0])
  }

  /* The words of a text; of one in another language, what the site calls them, and those that an entry has. */
  const inEnglish = (text) => {
    const found = split(text).map((word) => ({ word, known: vocabulary.has(term(word)), english: self.pbGlossary(word) }))
    const foreign = found.some(({ word, known, english }) => (!known && english.length) || /[^\x00-\x7f]/.test(word))
    if (!foreign) return found.map(({ word }) => word)
    return found.flatMap(({ word, known, english }) => (english.length || !known ? english : [word]))
  }

  const rarity = (count) => Math.log(1 + entries.length / (count || UNKNOWN)) ** RARITY

  /* Each word with its terms and what they are worth: itself, other ways to write it, such as `time out` and `timeout`, and
     those that say the same; and what these are worth in each entry that has one. */
  const groups = (words) => {
    const found = words.map((word) => ({ word, own: [term(word)].filter(Boolean) }))
    words.forEach((word, place) => {
      const next = words[place + 1] ?? ""
      const joined = stem(word + next)
      if (next && vocabulary.has(joined)) for (const { own } of [found[place], found[place + 1]]) if (own.length) own.push(joined)
      if (term(word) && !vocabulary.has(term(word)))
        for (let cut = 3; cut <= word.length - 3; cut++) {
          const halves = [word.slice(0, cut), word.slice(cut)].map(stem)
          if (halves.every((half) => vocabulary.has(half))) found[place].own.push(...halves)
        }
    })
    const asked = found.filter(({ own }) => own.length)
    return asked.map(({ word, own }, place) => {
      const others = near(own[0], place === asked.length - 1)
      const same = (vocabulary.has(own[0]) ? own : [...own, ...others]).flatMap(alike)
      const terms = new Map([...same.map((one) => [one, ALIKE]), ...others.map((one) => [one, UNFINISHED]), ...own.map((one) => [one, 1])])
      const exact = new Set([...own, ...others])
      const worth = new Map()
      const has = new Set()
      for (const [one, part] of terms)
        for (const [id, value] of places(one)) {
          worth.set(id, Math.max(worth.get(id) ?? 0, value * part))
          if (exact.has(one)) has.add(id)
        }
      const dim = faint(own[0]) && own.length === 1
      const number = numbers.has(word)
      return { word, terms, exact, worth, has, dim, number, weight: rarity(has.size) * (dim ? FAINT : number ? NUMBER : 1) }
    })
  }

  /* Of words that say nothing, such as "api status": the entries that have nothing but such words as a title or synonym,
     the longest first. */
  const silent = entries.map(({ title, synonyms = [] }) =>
    [title, ...synonyms]
      .filter((phrase) => !/[a-z][A-Z]/.test(phrase))
      .map(split)
      .filter((phrase) => phrase.length && phrase.every((word) => !term(word) || faint(term(word)))),
  )
  const plain = (words) =>
    entries
      .map((entry, id) => {
        const said = silent[id].filter((phrase) => phrase.every((one) => words.includes(one)))
        const longest = said.sort((one, other) => other.length - one.length)[0] ?? []
        return { entry, words: longest, all: true, worth: 1 }
      })
      .filter((hit) => hit.words.length)
      .sort((one, other) => other.words.length - one.words.length)

  /* Best first: { entry, words (those of the text that it has), all (whether it has all), worth }. */
  return (text) => {
    const words = [...new Set(inEnglish(text))].slice(0, 40)
    const wanted = groups(words)
    const must = wanted.filter(({ dim }) => !dim)
    const said = must.length ? [] : plain(words)
    if (said.length || (!must.length && wanted.length < words.length)) return said
    const asks = ASKS.test(text.trim())
    const head = HEAD.exec(text)?.[1].toLowerCase()
    const total = wanted.reduce((sum, { weight }) => sum + weight, 0)
    const inText = new Map()
    for (const { terms } of wanted) for (const [one, part] of terms) inText.set(one, Math.max(inText.get(one) ?? 0, part))

    /* How much of a phrase the text has. */
    const part = (phrase) => {
      const [has, whole] = phrase.reduce(([some, all], one) => {
        const weight = rarity(places(one).size)
        return [some + weight * (inText.get(one) ?? 0), all + weight]
      }, [0, 0])
      return whole ? (has / whole) ** PART : 0
    }

    const hit = (id) => {
      const entry = entries[id]
      const parts = phrases[id].map(part)
      let share = 0
      let whole = true
      for (const { terms, exact, worth, number, weight } of wanted) {
        const count = number ? 1 : Math.max(1, ...[...exact].map((one) => counts[id].get(one) ?? 0))
        const stands = (worth.get(id) ?? 0) * (1 + OFTEN * (1 - 1 / count))
        const phrase = Math.max(0, ...phrases[id].map((some, at) => (some.some((one) => terms.has(one)) ? parts[at] : 0)))
        if (phrase < 0.999) whole = false
        share += (weight * (stands + PHRASE * phrase)) / total / (1 + PHRASE)
      }
      const [title] = phrases[id]
      const titled = title.every((one) => inText.has(one)) && must.every(({ terms }) => title.some((one) => terms.has(one)))
      const headed = !entry.slug && head && head === entry.title.toLowerCase().split(" ")[0]
      const all = must.every(({ has }) => has.has(id))
      const equal = entry.slug || whole || (asks && (entry.asked || entry.live))
      const worth = share * (all ? 1 : SOME) * (equal ? 1 : PAGE) + (titled ? TITLED : 0) + (headed || (asks && titled && entry.asked) ? HEADED : 0)
      return { entry, words: wanted.filter((one) => one.worth.has(id)).map(({ word }) => word), all, worth }
    }
    return [...new Set(wanted.flatMap(({ worth }) => [...worth.keys()]))].map(hit).sort((one, other) => other.worth - one.worth)
  }
}
