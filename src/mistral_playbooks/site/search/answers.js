/* What the box answers to a text: the diagnosis of an error, and a search by words. Asks no server. */
self.pbAnswer = (() => {
  "use strict"
  const { rules, entries } = self.pbData
  const search = self.pbWords(entries)
  const known = new Map(entries.map((entry) => [entry.slug, entry]))
  /* A longer text is pasted: the words of a traceback or a log say nothing by themselves. */
  const TYPED = 200
  const SHOWN = 5
  /* What an entry has of a text's words, the rare ones counting more, below which it is not about them: in all, and as a
     part of what the best entry has. */
  const ABOUT = 0.2
  const ABOUT_BESIDE = 0.4
  /* Beside a match that is sure, the part of its score below which another says nothing. */
  const SURE = 0.8
  const BESIDE = 0.3
  /* Rows of the reference tables, below the classes. */
  const ROWS = 3

  /* What an urgent match is worth: more than any words beside it. */
  const URGENT = 10
  const classes = self.diagnosis.classes(rules)
  const urgent = new Set(classes.flatMap(({ slug, causes }) =>
    causes.filter((cause) => cause.urgent).map(({ id }) => `${slug}/${id}`)))

  /* A step itself is loaded later (steps.js); until then, its length in tens of characters keeps its place. */
  const causes = new Map(classes.map((one) => [one.slug, one.causes.map(({ id }) => id)]))
  const long = ({ slug, anchor }) => known.get(slug)?.long?.at(Math.max(0, causes.get(slug)?.indexOf(anchor) ?? 0))

  const WAITS = new Set(["after-wait", "with-backoff"])

  const shown = ({ slug, url, title, seen, retry, step, live }, why, more) => ({ slug, url, title, seen, retry, step, live, why, ...more })

  /* Whether an outage may be the answer: where waiting can help, and where somebody asks for it. */
  const live = (first, status) => status >= 500 || WAITS.has(first?.retry) || Boolean(first?.live)

  /* The rows that have all words, first the one that is the text. They are loaded after the first answer. */
  let rowsOf = null
  const rows = (asked) => {
    if (!self.pbReference) return []
    rowsOf ??= self.pbWords(self.pbReference)
    const same = ({ entry }) => entry.title.toLowerCase() === asked.toLowerCase()
    const found = rowsOf(asked).filter(({ all }) => all)
    return found
      .sort((one, other) => same(other) - same(one))
      .slice(0, ROWS)
      .map(({ entry: { title, url, seen, step } }) => ({ title: `\`${title}\``, url, seen, step, why: [] }))
  }

  return (text) => {
    const asked = text.trim()
    const pasted = asked.length > TYPED || asked.includes("\n")
    if (!asked) return { pasted, reading: "empty", matches: [], rows: [], ask: null, live: false }
    const { matches: found, reading, status, means } = self.diagnosis.examine(asked, rules, SHOWN)
    const least = found[0]?.score >= SURE ? BESIDE * found[0].score : 0
    const marks = found.filter((match) => match.score >= least)
    const hits = pasted ? [] : search(asked)
    const about = Math.max(ABOUT, ABOUT_BESIDE * (hits[0]?.worth ?? 0))
    const ranked = new Map()
    for (const match of marks) {
      const entry = known.get(match.slug) ?? {}
      const more = { retry: match.retry, anchor: match.cause ?? "" }
      const score = match.score + (urgent.has(`${match.slug}/${match.cause}`) ? URGENT : 0)
      ranked.set(match.slug, { score, match: shown({ ...match, ...entry }, match.why, more) })
    }
    for (const { entry, words, all, worth } of hits) {
      if (worth < about) continue
      const key = entry.slug ?? entry.url
      const why = `${all ? "all words" : "words"}: ${words.join(", ")}`
      const before = ranked.get(key)
      if (before) before.score += worth
      else ranked.set(key, { score: worth, match: shown(entry, [why], {}) })
    }
    const matches = [...ranked.values()].sort((one, other) => other.score - one.score).map(({ match }) => ({ ...match, long: long(match) }))
    const ask = marks.find((match) => match.ask)?.ask ?? null
    return { pasted, reading, status, means, matches: matches.slice(0, SHOWN), rows: pasted ? [] : rows(asked), ask, live: live(matches[0], status) }
  }
})()

if (typeof document === "undefined" && typeof postMessage === "function") {
  let asked = false
  self.onmessage = ({ data }) => {
    const answer = self.pbAnswer(data)
    postMessage(answer)
    if (asked || answer.pasted) return
    asked = true
    import("./reference.js").then(() => postMessage("more"), () => { /* Without rows, the rest is answered. */ })
  }
  postMessage("ready")
}
