/* An index of the classes: which has which signature, code, type, status or exception. */

const PACKAGE = "mistralai"

class Index {
  constructor(data) {
    this.signatures = new Map()
    const columns = Object.entries(data.classes)
    this.classes = data.classes.slug.map((_, place) => {
      const row = Object.fromEntries(columns.map(([name, values]) => [name, values[place]]))
      const one = { ...row, url: `/playbooks/${row.slug}/` }
      one.causes = row.causes.map((cause) => {
        const [id, retry = row.retry, urgent = 0] = Array.isArray(cause) ? cause : [cause]
        return { id, retry, urgent: Boolean(urgent) }
      })
      one.marks = []
      let cause = 0
      for (const mark of row.marks) {
        if (typeof mark === "number") cause = mark
        else one.marks.push(this.mark(mark, cause, one))
      }
      return one
    })
    this.urgent = this.classes.flatMap((one) => one.marks.filter((mark) => mark.urgent).map((mark) => mark.signature))
    this.bySlug = new Map(this.classes.map((one) => [one.slug, one]))
    this.ownTypes = new Set(data.ownTypes)
    this.codes = counted(this.classes, (one) => one.codes)
    for (const code of data.sharedCodes) this.codes.set(code, Math.max(this.codes.get(code), 2))
    this.types = counted(this.classes, (one) => one.types)
    this.statuses = counted(this.classes, (one) => one.statuses)
    this.exceptions = counted(this.classes, (one) => one.exceptions)
    this.clients = new Map(data.names.flatMap(({ names, statuses, show, means }) => names.map((name) =>
      [lower(name), { name, statuses: listed(statuses), show, means: name + means }])))
    this.holders = new Map()
    this.classes.forEach((one, place) => {
      const keys = [one.slug, ...one.codes, ...one.types, ...one.statuses.map(String), ...one.exceptions]
      for (const key of [...keys, ...one.marks.map((mark) => mark.signature.text)]) {
        if (!this.holders.has(key)) this.holders.set(key, new Set())
        this.holders.get(key).add(place)
      }
    })
  }

  /* A row is a text, or a list that begins with one; see `_mark` in site/exports/rules.py. */
  mark(row, cause, one) {
    if (typeof row === "string") row = row[0] === "~" ? [row.slice(1), "general"] : [row]
    const [text, kind = 0, value = 0, own = 0, shownBy = 0] = row
    const { id = null, urgent = false } = one.causes[cause - 1] ?? {}
    if (!this.signatures.has(text)) this.signatures.set(text, new Signature(text))
    return {
      cause: id,
      urgent,
      signature: this.signatures.get(text),
      kind: kind || "message",
      value: value || text,
      own: Boolean(own),
      shownBy: new Set(shownBy || []),
    }
  }

  /* The first part of a long text around the name of Mistral's package that an urgent expression matches, or "".
     Hashes may be between the name and the version. */
  urgentPart(text) {
    text = plain(text)
    if (text.length <= rules.condensed) return ""
    const expressed = this.urgent.filter((signature) => signature.pattern)
    if (!expressed.length) return ""
    for (let at = text.indexOf(PACKAGE); at >= 0; at = text.indexOf(PACKAGE, at + 200)) {
      const part = text.slice(Math.max(0, at - 80), at + 800)
      if (!expressions.release.test(part)) continue
      const folded = fold(clean(part))
      if (expressed.some((signature) => signature.first(folded) !== undefined)) return part
    }
    return ""
  }

  /* The classes with at least one of these codes, types, statuses, names or signatures, in order. */
  concerned(keys) {
    const places = new Set()
    for (const key of keys) for (const place of this.holders.get(key) ?? []) places.add(place)
    return [...places].sort((a, b) => a - b).map((place) => this.classes[place])
  }

  /* Every signature found in the text. */
  found(facts) {
    const hits = new Map()
    for (const signature of this.signatures.values()) {
      const hit = signature.find(facts.text)
      if (hit) hits.set(signature.text, hit)
    }
    return hits
  }
}

/* How many classes have each value. */
function counted(classes, values) {
  const found = new Map()
  for (const value of classes.flatMap(values)) found.set(String(value), (found.get(String(value)) ?? 0) + 1)
  return found
}

/* The numbers of ranges, each of them given by its first and last. */
function listed(ranges) {
  return ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, place) => first + place))
}
