/* Ranks the classes by the words that a text shares with their records, for a text that no signature fits: those of the
   slug, the causes' ids, the signatures, the synonyms, and what tells the causes apart. A shared word counts by how few classes have it (Okapi BM25). */
function nearest(text, least) {
  const calm = [...nearness(text)].filter(([one]) => !one.marks.some((mark) => mark.urgent))
  const found = calm.map(([one, { near, shared }]) =>
    new Candidate(one, { near, reasons: shared.map((word) => `word \`${word}\``) }))
  found.sort((a, b) => b.near - a.near)
  const [{ near: best }] = found
  for (const one of found) one.score = best >= least ? one.near * (rules.weights.nearest / best) : 0
  return found.slice(0, 3).filter((one) => one.score >= rules.weights.least)
}

/* Whether somebody wrote a text about this field, and no program. */
function inOwnWords(text) {
  const [plain, marks, words, subject] = ["plain", "marks", "stem", "subject"].map((name) => matches(name, text).length)
  return subject && 5 * (plain - marks) >= words
}

/* For each class how near it is to a text, and the rarest words that they share. */
function nearness(text) {
  const asked = new Map(stems(text.lines.replace(globals.frame, " ")))
  const all = (index.vocabularies ??= index.classes.map(vocabulary))
  const total = (counts) => [...counts.values()].reduce((sum, count) => sum + count, 0)
  const usual = all.reduce((sum, counts) => sum + total(counts), 0) / all.length
  const holders = counted(all, (counts) => [...counts.keys()])
  const rarity = (stem) => {
    const count = holders.get(stem)
    return Math.floor(100 * Math.log(1 + (all.length - count + 0.5) / (count + 0.5)) + 0.5)
  }
  return new Map(all.map((counts, place) => {
    const damping = 1.2 * (0.25 + (0.75 * total(counts)) / usual)
    const shared = [...asked.keys()].filter((stem) => counts.has(stem))
    let near = 0
    for (const stem of shared) near += (rarity(stem) * counts.get(stem) * 2.2) / (counts.get(stem) + damping)
    const rarest = shared.sort((a, b) => rarity(b) - rarity(a)).slice(0, 3)
    return [index.classes[place], { near, shared: rarest.map((stem) => asked.get(stem)) }]
  }))
}

/* How often a class has each stem. A name counts three times. */
function vocabulary(one) {
  const named = unique(one.marks.map((mark) => mark.cause).filter(Boolean))
  const counts = new Map(stems([one.slug, ...named].join(" ")).map(([stem]) => [stem, 3]))
  for (const text of [...unique(one.marks.map((mark) => mark.signature.text)), ...rules.words[one.slug]]) {
    for (const stem of new Map(stems(text)).keys()) counts.set(stem, (counts.get(stem) ?? 0) + 1)
  }
  return counts
}

/* The stem of each word, and the word. */
function stems(text) {
  return matches("stem", lower(text)).map(([, word, stem]) => [stem, word])
}
