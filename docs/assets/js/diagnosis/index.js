/* An index of the classes: which has which signature, code, type, status or exception. */
class Index {
  constructor(data) {
    const empty = { statuses: [], codes: [], types: [], exceptions: [], sameText: [], evidence: 0, url: null }
    this.signatures = new Map()
    this.classes = data.classes.map((row) => {
      const one = { ...empty, ...row }
      one.marks = row.marks.map((mark) => this.mark(mark, one))
      return one
    })
    this.bySlug = new Map(this.classes.map((one) => [one.slug, one]))
    this.ownTypes = new Set(data.ownTypes)
    this.codes = counted(this.classes, (one) => one.codes)
    for (const code of data.sharedCodes) this.codes.set(code, Math.max(this.codes.get(code), 2))
    this.types = counted(this.classes, (one) => one.types)
    this.statuses = counted(this.classes, (one) => one.statuses)
    this.exceptions = counted(this.classes, (one) => one.exceptions)
    this.clients = new Map(data.names.map((client) => [lower(client.name), client]))
    this.holders = new Map()
    this.classes.forEach((one, place) => {
      const keys = [...one.codes, ...one.types, ...one.statuses.map(String), ...one.exceptions]
      for (const key of [...keys, ...one.marks.map((mark) => mark.signature.text)]) {
        if (!this.holders.has(key)) this.holders.set(key, new Set())
        this.holders.get(key).add(place)
      }
    })
  }

  mark(row, one) {
    const signature = new Signature(row)
    const known = this.signatures.get(signature.text) ?? signature
    this.signatures.set(known.text, known)
    return {
      signature: known,
      cause: row.cause === undefined ? null : one.causes[row.cause].id,
      kind: row.kind ?? "message",
      value: row.value ?? signature.text,
      own: Boolean(row.own),
      shownBy: new Set(row.shownBy),
    }
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
