/* Finds classes by their keys: slugs, codes, statuses, types and exception names. */

const MAX_GUESSES = 2
const MAX_KEYS = 4
const MAX_WORDS = 8 /* words up to which some may say only what a key is, as in `Mistral API error 402` */

/* The classes for a few words, each of which is a key: those that have all of them, if any. */
function byKeys(text) {
  const bare = (key) => key.replace(/^[ \n'"`[\]()<>:;,.]+|[ \n'"`[\]()<>:;,.]+$/g, "")
  const typed = bare(text).split(/[ \n]+/).filter(Boolean)
  const telling = typed.length > MAX_WORDS ? typed : typed.filter((key) => !expressions.about_keys.test(key))
  const keys = telling.length ? telling : typed
  const best = (candidates) => withoutGuesses(candidates).sort((a, b) => b.score - a.score)
  if (keys.length === 1) return best(byKey(bare(keys[0])))
  if (!keys.length || keys.length > MAX_KEYS || !keys.every((key) => expressions.key.test(key))) return []
  const groups = keys.map((key) => byKey(bare(key)))
  if (!groups.every((group) => group.length)) return []
  const together = new Map()
  groups.forEach((group, place) => {
    for (const found of group) {
      const { slug } = found.one
      if (place === 0 && !together.has(slug)) together.set(slug, found)
      const whole = together.get(slug)
      if (!whole || whole === found) continue
      whole.reasons.push(...found.reasons)
      whole.status = Math.min(whole.status, found.status) /* more than a status, if another key is no status */
      whole.score = Math.max(whole.score, found.score) + 0.04
    }
  })
  return best([...together.values()].filter((found) => found.reasons.length === keys.length))
}

/* The classes for one word: a slug (or its URL, also with a cause), code, type, status or exception. */
function byKey(key) {
  const path = lower(key.replace(expressions.address, "").replace(/^\/+|\/+$/g, "")).replace(/#/g, "/")
  const [slug] = path.split("/", 1)
  const named = index.bySlug.get(slug)
  if (named) {
    const found = new Candidate(named, { score: 1, reasons: [`slug ${slug}`] })
    const cause = path.slice(slug.length + 1).replace(/^\/+|\/+$/g, "")
    if (named.causes.some(({ id }) => id === cause)) found.causes.set(cause, 1)
    return [found]
  }
  const whole = lower(key)
  const last = lower(key.split(".").at(-1))
  const candidates = []
  for (const one of index.classes) {
    for (const [kind, values, wanted, shares] of [
      ["code", one.codes, whole, index.codes],
      ["type", one.types, whole, index.types],
      ["exception", one.exceptions, last, index.exceptions],
      ["status", one.statuses.map(String), whole, index.statuses],
    ]) {
      const place = values.findIndex((value) => lower(value.split(".").at(-1)) === wanted)
      if (place < 0) continue
      const value = values[place]
      const share = Math.max(shares.get(value), 1)
      let score = 0.38
      if (share === 1 && (kind === "code" || kind === "type") && !rules.genericTypes.has(value)) score = 0.86
      else if (share === 1 && kind === "exception" && !rules.builtIn.has(value)) score = 0.6
      if (kind === "status" && Number(value) < 400) score = 0.22
      const lone = 0.01 * (one.statuses.length <= 1) + 0.002 * Math.min(one.evidence, 5)
      score = score - 0.02 * Math.min(share - 1, 4) + lone - 0.01 * Math.min(place, 3)
      candidates.push(new Candidate(one, { score, reasons: [`${kind} ${value}`], status: Number(kind === "status") }))
      break
    }
  }
  const client = candidates.length ? null : clientNamed(key)
  if (client) {
    for (const one of index.classes) {
      if (!one.statuses.some((status) => client.statuses.includes(status))) continue
      const score = 0.2 + 0.002 * Math.min(one.evidence, 20)
      candidates.push(new Candidate(one, { score, reasons: [`exception ${client.name}`] }))
    }
  }
  return candidates
}

/* The client's name for a refusal that a text consists of, with or without its module; or null. */
function clientNamed(text) {
  return index.clients.get(lower(text.replace(/^[ \n'"`:]+|[ \n'"`:]+$/g, "").split(".").at(-1))) ?? null
}

/* Drops classes of which nothing but a status was found, where more than two share it. The at most two that have no
   other status stay: 429 names the rate limit, 400 names nothing. */
function withoutGuesses(candidates) {
  const guesses = candidates.filter((found) => found.onlyStatus)
  if (guesses.length <= MAX_GUESSES) return candidates
  const lone = guesses.filter((found) => found.one.statuses.length === 1)
  const kept = lone.length <= MAX_GUESSES ? lone : []
  return candidates.filter((found) => !found.onlyStatus || kept.includes(found))
}

/* Drops the classes that a text of more than a few words is hardly about if it does not name this API: those of which
   it has no more than a status, or a short message that its status contradicts. */
function withoutDoubts(candidates, facts) {
  if (facts.text.words.split(" ").length <= MAX_WORDS + 2) return candidates
  const refuted = ({ against, messages }) => against < 1 && messages.length && !messages[0].mark.signature.isLong
  return candidates.filter((found) => found.marked || !(found.weak || refuted(found)))
}
