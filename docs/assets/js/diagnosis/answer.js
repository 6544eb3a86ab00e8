/* Finds the classes that fit an error text, ranked and with reasons. */

const SURE = 0.8
const LIKELY = 0.5

/* At most `top` matches, best first, with the fields of `explain --json`. */
function diagnose(text, data, top = 3) {
  return examine(text, data, top).matches
}

/* The matches, and what the text is. `data` is `rules.json`; without its key `steps`, titles, summaries and first
   steps are empty.
   `reading` is
   - `error`: there are matches. `client`, if it is not null, is the client's name for a refusal that the text consists
     of, and `means` what that leaves open;
   - `status`: nothing but a status, which the classes `slugs` have;
   - `foreign`: an error of other software;
   - `words`: no error, but words to search for;
   - `unknown`: none of these;
   - `empty` or `binary`: no text. */
function examine(text, data, top = 3) {
  use(data)
  const nothing = { matches: [], reading: "unknown", status: null, slugs: [], client: null, means: null }
  const whole = text
  try {
    text = readable(text)
  } catch (problem) {
    if (!(problem instanceof Unusable)) throw problem
    return { ...nothing, reading: problem.message }
  }
  const urgent = index.urgentPart(whole)
  if (urgent) text = `${urgent}\n${text}`
  const keys = text.length < rules.short ? clean(text) : ""
  const client = clientNamed(keys)
  let ranked = byKeys(keys)
  let facts = null
  if (!ranked.length) {
    facts = readFacts(text)
    const where = detectOrigin(facts)
    ranked = byText(facts, where)
    if (!ranked.length || top <= 0) return { ...nothing, ...withoutMatch(facts, where) }
  }
  if (ranked[0].score < 1) ranked = groupSameText(ranked) /* a slug names exactly one class */
  ranked = ranked.slice(0, Math.max(top, 0))
  const close = undecided(ranked)
  const question = client ? client.show : ask(close.map((found) => found.one), facts?.model)
  const found = ranked.map((one) => toMatch(one, close.includes(one) || client ? question : null))
  return { ...nothing, matches: found, reading: "error", client: client?.name ?? null, means: client?.means ?? null }
}

/* What a text is that no class fits. */
function withoutMatch(facts, where) {
  for (const status of where === "foreign" ? [] : facts.statuses) {
    const slugs = index.classes.filter((one) => one.statuses.includes(status)).map((one) => one.slug)
    if (slugs.length > 1) return { reading: "status", status, slugs }
  }
  if (where === "foreign") return { reading: "foreign" }
  const signs = ["statuses", "codes", "types", "messages", "exceptions", "packages"]
  const error = facts.text.lines.length >= rules.short || signs.some((name) => facts[name].length)
  return { reading: error ? "unknown" : "words" }
}

/* The candidates for a text's facts, best first. */
function byText(facts, where) {
  const hits = index.found(facts)
  const answers = facts.messages.map((message) => words(fold(message)))
  const said = hits.size ? clauses(facts) : []
  const telling = isTelling(facts)
  const statuses = [...facts.statuses, ...facts.implied].map(String)
  const elsewhere = answeredElsewhere(facts) ? [rules.elsewhere] : []
  const keys = [...hits.keys(), ...elsewhere, ...facts.codes, ...facts.types, ...facts.names, ...facts.exceptions, ...statuses]
  const found = index.concerned(keys).map((one) => gather(one, facts, hits, answers, said, where, telling))
  discountFragments(found)
  const strongest = Math.max(0, ...found.map((candidate) => candidate.best))
  for (const candidate of found) candidate.score = scored(candidate, where, strongest, telling)
  let ranked = found.filter((candidate) => candidate.score >= rules.weights.least)
  if (where === "short" || where === "unknown") ranked = withoutDoubts(ranked, facts)
  const likely = ranked.some((candidate) => !candidate.weak && candidate.score >= LIKELY)
  if (likely) ranked = ranked.filter((candidate) => !candidate.weak)
  else if (where !== "mistral") {
    ranked = withoutGuesses(ranked)
    if (!ranked.length && where === "short" && inOwnWords(facts.text.folded)) {
      ranked = byWords(facts.text, rules.weights.near_unnamed)
    }
  } else if (!ranked.length) ranked = byWords(facts.text, rules.weights.near)
  else {
    const near = nearness(facts.text)
    for (const candidate of ranked) candidate.near = near.get(candidate.one).near
  }
  return ranked.sort((a, b) =>
    b.urgent - a.urgent ||
    roundHalfUp(b.score) - roundHalfUp(a.score) || b.messages.length - a.messages.length || b.at - a.at ||
    b.near - a.near || b.one.evidence - a.one.evidence ||
    (a.one.slug < b.one.slug ? -1 : 1))
}

/* The candidates for a text that fits none: those of a framework's own making if it names one, and those with the
   nearest words. */
function byWords(text, least) {
  const framework = expressions.framework.exec(text.folded)
  const one = framework && index.bySlug.get(rules.integration)
  const named = one ? [new Candidate(one, { score: rules.weights.framework, reasons: [`text \`${framework[0]}\``] })] : []
  return [...named, ...nearest(text, least).filter((candidate) => candidate.one !== one)]
}

/* Lowers the weight of fragments that are part of another class's longer fragment. */
function discountFragments(found) {
  const longest = found.flatMap((candidate) =>
    candidate.messages.slice(0, 2).map(({ hit }) => ({ text: hit.words, candidate })))
  for (const candidate of found) {
    for (const message of candidate.messages) {
      const part = message.hit.words
      const taken = longest.some((other) =>
        other.candidate !== candidate && other.text.length > part.length + 3 && other.text.includes(part))
      if (taken) message.weight *= rules.weights.part
    }
    candidate.messages.sort((a, b) => b.weight - a.weight)
  }
}

/* Groups classes with the same text. The one with the most distinctive evidence comes first. */
function groupSameText(ranked) {
  const order = []
  const bySlug = new Map(ranked.map((candidate) => [candidate.one.slug, candidate]))
  for (const candidate of ranked) {
    if (order.includes(candidate)) continue
    const group = [candidate]
    for (const slug of candidate.score >= 0.3 ? candidate.one.sameText : []) {
      const other = bySlug.get(slug) ??
        new Candidate(index.bySlug.get(slug), { reasons: [`same text as ${candidate.one.slug}`] })
      if (order.includes(other)) continue
      other.score = Math.min(Math.max(other.score, candidate.score * 0.6), candidate.score)
      group.push(other)
    }
    const best = Math.max(...group.map((member) => member.score))
    for (const member of group) member.own = distinctiveWeight(member, group)
    group.sort((a, b) => b.own - a.own || b.score - a.score)
    group[0].score = best
    for (const member of group.slice(1)) {
      if (group[0].own > member.own) member.score = Math.min(member.score, best * 0.6)
    }
    order.push(...group)
  }
  for (let at = order.length - 2; at >= 0; at--) { /* keep groups together and scores in descending order */
    order[at].score = Math.max(order[at].score, order[at + 1].score)
  }
  return order
}

/* The weight of evidence that no other class in the group has, such as a header, a host or a type. A header outweighs
   every wording: a class may have been answered in older words that nobody recorded for it. */
function distinctiveWeight(candidate, group) {
  const others = group.filter((other) => other !== candidate)
  if (!others.length) return 0
  const isShared = ({ mark }) => others.some((other) => mark.shownBy.has(other.one.slug))
  const distinct = candidate.messages.filter((message) => !isShared(message))
  const isHeader = ({ mark }) => expressions.header.test(mark.signature.text.replace(/^\/+/, ""))
  const message = Math.max(0, ...distinct.map((one) => (isHeader(one) ? 1 : one.weight)))
  const code = others.some((other) => other.code) ? 0 : candidate.code
  const type = others.some((other) => other.type) ? 0 : candidate.type
  return 1 - (1 - message) * (1 - code) * (1 - type)
}

/* The first candidates that the text alone cannot distinguish. */
function undecided(ranked) {
  if (ranked.length < 2) return []
  const [first] = ranked
  const isSame = (found) => first.one.sameText.includes(found.one.slug)
  const close = ranked.filter((found) => found.score >= first.score - 0.2 || isSame(found))
  const alike = close.slice(1).map(isSame)
  const decided = (first.own > 0 || !alike.some(Boolean)) && (first.score >= SURE || alike.every(Boolean))
  return decided || close.length < 2 ? [] : close
}

/* A command whose output decides between classes, or null. `model` is the model in the text, if any. */
function ask(classes, model) {
  if (classes.length < 2) return null
  const categories = unique(classes.slice(0, 3).map((one) => one.category)).sort()
  const category = categories.join() === "sdk,streaming" ? "sdk" : classes[0].category
  const command = rules.commands[category] ?? null
  return command && model && mask(model) === model ? command.replaceAll("MODEL", model) : command
}

function toMatch(found, question) {
  const { one } = found
  let cause = null
  let most = -1
  for (const [id, weight] of found.causes) if (weight > most) [cause, most] = [id, weight]
  if (cause === null && one.causes.length === 1) cause = one.causes[0].id
  const place = Math.max(0, one.causes.findIndex(({ id }) => id === cause))
  const [title = "", summary = "", ...steps] = inUse.steps?.[one.slug] ?? []
  return {
    slug: one.slug,
    cause,
    title,
    score: roundHalfUp(Math.min(Math.max(found.score, 0), 1)),
    retry: one.causes[place].retry,
    url: one.url,
    why: unique(found.reasons).slice(0, 6),
    summary,
    first_step: steps[place] ?? "",
    ask: question,
  }
}
