/* Weighs the evidence in a text's facts for and against a class. All numbers are from 0 to 1. */

class Candidate {
  constructor(one, values = {}) {
    this.one = one
    this.messages = [] /* weight, mark and hit of each fragment that was found, the best one first */
    this.causes = new Map()
    this.reasons = []
    this.code = 0
    this.type = 0
    this.status = 0
    this.exception = 0
    this.host = 0 /* weight of the fact that another host was called, for the class that is about other hosts */
    this.against = 1
    this.score = 0
    this.at = 0
    this.near = 0 /* how near its words are to those of the text, where nothing else decides; it may be more than 1 */
    this.marked = false /* the text has a mark of this API's: its name, or a message or type that only it sends */
    this.own = 0 /* weight of evidence that no other class with the same text has */
    this.urgent = false /* the text shows what must be dealt with before any error */
    Object.assign(this, values)
  }

  /* The weight of the best message found. */
  get best() {
    return Math.max(this.host, this.messages.length ? this.messages[0].weight : 0)
  }

  /* Whether the text and the record share no more than a status, and names that many errors have. */
  get weak() {
    return !(this.messages.length || this.host || this.code || this.exception || this.type > rules.weights.generic_type)
  }

  /* Whether that is a status. */
  get onlyStatus() {
    return this.status > 0 && this.weak
  }
}

/* Two decimals. */
function roundHalfUp(score) {
  return Math.floor(score * 100 + 0.5) / 100
}

/* The words of exception messages and short lines, and of what follows each `: ` or ` - ` in them. */
function clauses(facts) {
  const lines = facts.text.lines.split("\n").slice(-30).filter((line) => line.length > 3 && line.length <= 300)
  const found = new Set()
  for (const text of unique([...facts.said, ...lines])) {
    const folded = fold(text.slice(0, 400))
    const starts = [0, ...matches("clause", folded).map((match) => match.index + match[0].length)]
    for (const start of starts.slice(0, 8)) found.add(words(folded.slice(start)))
  }
  return [...found]
}

/* Whether an answer in the text has a message that says more than its status and its type. */
function isTelling(facts) {
  const repeated = new Set([...facts.types, ...rules.reasons.keys()])
  return facts.messages.some((message) => !repeated.has(lower(message.replace(/^[ .]+|[ .]+$/g, ""))))
}

/* A class with all evidence for and against it. */
function gather(one, facts, hits, answers, said, where, telling) {
  const named = facts.mistralShape || expressions.mistral.test(facts.text.folded)
  const found = new Candidate(one, { marked: where === "mistral" && named })
  const about = where === "mistral" && !raisedElsewhere(facts)
  const says = (name) => !rules.builtIn.has(name) && (where === "mistral" || !index.clients.has(lower(name)))
  const keys = { type: new Set(one.types), code: new Set(one.codes), exception: new Set(one.exceptions.filter(says)) }
  if (one.slug === rules.elsewhere && where === "foreign" && expressions.other_models.test(facts.text.folded)) {
    return found /* it is about Mistral's models */
  }
  for (const mark of one.marks) {
    const hit = hits.get(mark.signature.text)
    if (!hit) continue
    if (mark.cause) {
      const weight = mark.signature.weight * hit.factor
      found.causes.set(mark.cause, Math.max(found.causes.get(mark.cause) ?? 0, weight))
    }
    const general = mark.kind === "general"
    if (mark.kind in keys) keys[mark.kind].add(mark.value)
    else if (mark.kind === "message" || (general && (where === "mistral" || mayBe(hit, facts, where)))) {
      let weight = weighed(mark, hit, facts, answers, said, where)
      if (general && !about) weight *= rules.weights[where === "unknown" ? "unknown" : "alone"]
      const inChain = facts.focus > 0 && hit.at >= facts.focus /* the answer may be that of an earlier error */
      if (telling && !inChain && !answers.some((answer) => answer.includes(hit.words))) {
        weight *= rules.weights.beside_answer
      }
      if (mark.urgent) {
        weight = Math.max(weight, mark.signature.weight)
        found.urgent = true
      }
      if (!weight) continue
      found.messages.push({ weight, mark, hit })
      found.marked ||= mark.own || (about && !general && !expressions.generated.test(lower(mark.signature.text)))
    }
  }
  found.messages.sort((a, b) => b.weight - a.weight)
  if (found.messages.length) {
    const [{ mark, hit }] = found.messages
    found.at = hit.at
    found.reasons.push(reasonFor(mark, hit, facts, answers, said))
  }
  matchKeys(found, facts, keys)
  contradict(found, facts)
  matchHost(found, facts, where)
  return found
}

/* Adds the evidence of a code, type, status or exception that the text and the record share. */
function matchKeys(found, facts, keys) {
  const { weights } = rules
  for (const code of facts.codes) {
    if (!keys.code.has(code)) continue
    found.code = Math.max(found.code, weights.code / Math.sqrt(Math.max(index.codes.get(code) ?? 0, 1)))
    found.reasons.push(`code ${code}`)
  }
  const named = [...keys.type].filter((kind) => kind.includes("_") && facts.names.has(kind)).sort()
  for (const kind of unique([...facts.types, ...named])) {
    if (!keys.type.has(kind)) continue
    const share = Math.sqrt(Math.max(index.types.get(kind) ?? 0, 1))
    found.type = Math.max(found.type, rules.genericTypes.has(kind) ? weights.generic_type : weights.type / share)
    found.marked ||= index.ownTypes.has(kind)
    found.reasons.push(`type ${kind}`)
  }
  for (const status of [...facts.statuses, ...facts.implied]) {
    if (found.status || !found.one.statuses.includes(status)) continue
    const weight = status >= 400 ? weights.status : weights.success
    found.status = weight / Math.sqrt(index.statuses.get(String(status)))
    found.reasons.push(`status ${status}`)
  }
  /* no other service pairs this code with this message */
  found.marked ||= found.code > 0 && found.messages.length > 0
  for (const name of [...keys.exception].sort()) {
    if (!facts.names.has(name) && !facts.exceptions.includes(name)) continue
    found.exception = Math.max(found.exception, weights.exception / Math.sqrt(index.exceptions.get(name) ?? 1))
    found.reasons.push(`exception ${name}`)
  }
}

/* Whether a text that names nobody may be about this API, because it was pasted here: it is hardly more than the
   words that were found, or its traceback runs only through packages that call this API. `requests` is everywhere. */
function mayBe(hit, facts, where) {
  const packages = [...facts.packages]
  const through = where === "unknown" && packages.length > 0 && packages.every((name) => rules.clients.has(name) && name !== "requests")
  return through || (where === "short" && 2 * hit.words.length >= facts.text.words.length)
}

/* The weight of a fragment: higher if a message starts with it, lower in a foreign context. */
function weighed(mark, hit, facts, answers, said, where) {
  const { weights } = rules
  const { letters, isLong } = mark.signature
  const known = where === "mistral"
  let weight = mark.signature.weight * hit.factor
  const around = [...answers, ...said, facts.text.words].filter((message) => message.includes(hit.words))
  if (letters >= (known ? 8 : 11) && around.some((message) => message.startsWith(hit.words))) {
    weight = Math.max(weight, weights.head)
  }
  const counts = isLong && (mark.own || !raisedElsewhere(facts))
  if (where === "foreign") weight *= counts ? weights.foreign : 0
  else if (where === "unknown" && !isLong) weight *= weights.unknown
  return hit.at < facts.focus - 0.001 ? weight * weights.before_last : weight
}

/* Lowers a candidate's score if the text contradicts its record. */
function contradict(found, facts) {
  const { one } = found
  const codes = facts.codes.filter((code) => expressions.four_digits.test(code))
  const types = facts.types.filter((kind) => !rules.genericTypes.has(kind) && expressions.snake.test(kind))
  const statuses = facts.statuses.filter((status) => index.statuses.has(String(status))) /* another one has no class */
  const isAny = one.slug === rules.elsewhere
  if (!isAny && statuses.length && one.statuses.length && !statuses.some((status) => one.statuses.includes(status))) {
    found.against *= rules.weights.other_status
    found.reasons.push(`but status ${statuses[0]}`)
  }
  if (codes.length && one.codes.length && !found.code) {
    found.against *= rules.weights.other_code
    found.reasons.push(`but code ${codes[0]}`)
  }
  if (types.length && one.types.length && !found.type) found.against *= rules.weights.other_type
}

/* Adds what it means that another host was called: it answered, unless the words are this API's own. */
function matchHost(found, facts, where) {
  if (!answeredElsewhere(facts)) return
  if (found.one.slug === rules.elsewhere) {
    found.host = where === "foreign" ? 0 : rules.weights.host
    found.reasons.push(`host ${facts.called[0]}`)
  } else if (!found.messages.some(({ mark }) => mark.own)) {
    found.against *= rules.weights.other_host
    found.reasons.push(`but host ${facts.called[0]}`)
  }
}

/* A short, readable reason for a fragment that was found. */
function reasonFor(mark, hit, facts, answers, said) {
  const place = answers.findIndex((folded) => folded.includes(hit.words))
  if (place >= 0) return `message \`${excerpt(facts.messages[place], 90)}\``
  const { signature } = mark
  let { text } = signature
  if (signature.pattern) text = signature.first(facts.text.lines) ?? signature.first(facts.text.folded) ?? hit.words
  text = excerpt(text.trim(), 90).replace(/^[ :]+|[ :]+$/g, "")
  if (expressions.header.test(text)) return `header \`${text}\``
  return said.some((message) => message.includes(hit.words)) ? `message \`${text}\`` : `text \`${text}\``
}

/* Combines all evidence into a score. Consistent facts add up, but weak facts alone stay weak. A text without any
   mark of this API's is never sure: other software words its errors the same way. */
function scored(found, where, strongest, telling) {
  const whole = combined(found, where, strongest, telling)
  if (found.urgent) return Math.max(whole, rules.weights.urgent)
  return found.marked ? whole : Math.min(whole, rules.weights.unsure)
}

function combined(found, where, strongest, telling) {
  const { weights } = rules
  const doubt = (1 - found.code) * (1 - found.type) * (1 - found.status) * (1 - found.exception)
  if (found.host && !found.messages.length) return Math.min(weights.most, 1 - (1 - found.host) * doubt)
  if (found.messages.length) {
    const best = found.messages[0].hit.words
    const other = found.messages.slice(1).find(({ hit }) => !best.includes(hit.words) && !hit.words.includes(best))
    const second = weights.second * (other ? other.weight : 0)
    return Math.min(weights.most, (1 - (1 - found.best) * (1 - second) * doubt) * found.against)
  }
  if (where === "foreign" || (where === "unknown" && !found.marked)) return 0
  const strong = Math.max(found.code, found.type) > weights.generic_type
  if (!strong && !found.status && !found.exception) return 0
  let most = strong ? weights.keys : weights.status_only
  if (strongest < weights.head && found.code >= weights.code && found.type >= weights.type) {
    [telling, strongest] = [false, 0] /* no other class has this code or type, so the API has reworded its message */
  }
  if (telling) most = strong ? weights.keys_besides_message : weights.status_besides_message
  if (strongest >= 0.6) most = Math.min(most, weights.status_besides_message)
  const score = Math.min(most, 1 - doubt) * found.against
  return found.status && !telling && strongest < 0.5 ? Math.max(score, weights.status_alone) : score
}
