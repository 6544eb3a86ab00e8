/* The status of the Mistral API from a `status.json` read now (src/mistral_playbooks/status/document.py), in one line.
   Whatever is too old, unreadable or of another form is unknown. The status page adds its parts (status-page.js). */
(() => {
  "use strict"

  const root = new URL("../../", document.currentScript.src)
  const source = new URL(document.querySelector("[data-status]").dataset.status, location.href)
  const local = location.protocol === "file:"
  const MINUTE = 60_000
  const AHEAD = 5 * MINUTE
  const PATIENCE = 10_000
  const lines = new Set(document.querySelectorAll(".pb-status"))

  /* The form of a status.json ---------------------------------------------------- */

  const text = (value) => typeof value === "string"
  const number = (value) => Number.isFinite(value) && value >= 0
  const time = (value) => text(value) && /^\d{4}-\d\d-\d\dT.*Z$/.test(value) && !Number.isNaN(Date.parse(value))
  const https = (value) => text(value) && /^https:\/\/[a-z0-9.-]+(?:[:/?#]|$)/i.test(value)
  const maybe = (check) => (value) => value === null || check(value)
  const list = (check) => (value) => Array.isArray(value) && value.every(check)
  const shape = (keys) => (value) =>
    value !== null && typeof value === "object" && Object.entries(keys).every(([key, check]) => check(value[key]))
  const both = (one, other) => (value) => one(value) && other(value)

  const LEVELS = ["operational", "degraded", "outage", "maintenance"]
  const STATES = { up: LEVELS.slice(0, 1), down: LEVELS.slice(1), unknown: [null] }
  const fits = ({ state, level }) => text(state) && Object.hasOwn(STATES, state) && STATES[state].includes(level)
  const says = both(shape({ reason: maybe(text), since: maybe(time) }), fits)
  const counts = shape({
    uptime: maybe(number),
    known: number,
    days: both(list(maybe(both(list(number), ({ length }) => length === 4))), ({ length }) => length > 0 && length <= 90),
  })
  const spoken = both(says, counts)
  const FORM = shape({
    format: (value) => value === 1,
    checked_at: maybe(time),
    stale_after: (value) => number(value) && value <= 86_400,
    clock_offset: maybe(Number.isFinite),
    overall: shape({ state: (value) => Object.hasOwn(STATES, value), text }),
    service: shape({
      page: https,
      official: spoken,
      probe: both(spoken, shape({ source: https, http_status: maybe(number), latency_ms: maybe(number), median_ms: maybe(number) })),
      components: list(both(spoken, shape({ name: text }))),
    }),
    days_from: (value) => time(`${value}T00:00:00Z`),
    problems: list(shape({ id: text, title: text, text, began: time, ended: maybe(time), url: maybe(https) })),
    incidents: list(
      shape({
        id: text,
        title: text,
        impact: maybe(text),
        started: time,
        ended: maybe(time),
        url: maybe(https),
        components: list(text),
        updates: list(shape({ at: time, status: text, text })),
      }),
    ),
    related: list(both(says, shape({ name: text, page: https, why: text }))),
  })
  /* Up only if both sources are up, down if either is. */
  const consistent = ({ overall, service }) => {
    const states = [service.official.state, service.probe.state]
    return overall.state === (["down", "unknown"].find((one) => states.includes(one)) ?? "up")
  }
  const valid = both(FORM, consistent)

  /* Elements and words --------------------------------------------------------------- */

  const set = (made, attributes, content) => {
    for (const [key, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(key, value)
    made.append(...content.flat(9).filter((one) => one !== null))
    return made
  }
  const h = (name, className, ...content) => set(document.createElement(name), { class: className }, content)
  const link = (href, ...content) => set(document.createElement("a"), { href }, content)

  const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ")
  const two = (value) => String(value).padStart(2, "0")
  const day = (at) => `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`
  const timed = (iso, words) => set(document.createElement("time"), { datetime: iso }, [words])
  const moment = (value) => {
    const at = new Date(value)
    return timed(`${at.toISOString().slice(0, 19)}Z`, `${day(at)}, ${two(at.getUTCHours())}:${two(at.getUTCMinutes())} UTC`)
  }
  const count = (value, word) => `${value} ${word}${value === 1 ? "" : "s"}`
  const length = (minutes) => {
    const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
    return [hours ? `${hours} h` : "", rest || !hours ? `${rest} min` : ""].filter(Boolean).join(" ")
  }
  const ago = (age) => {
    const minutes = Math.floor(age / MINUTE)
    if (minutes < 1) return "less than a minute ago"
    if (minutes < 120) return `${count(minutes, "minute")} ago`
    return minutes < 48 * 60 ? `${count(Math.floor(minutes / 60), "hour")} ago` : `${count(Math.floor(minutes / 1440), "day")} ago`
  }

  const LABEL = { operational: "up" }
  const chip = (level, before = "") =>
    h("b", `pb-state pb-state--${level ?? "unknown"}`, before + (level === null ? "unknown" : (LABEL[level] ?? level)))
  const level = ({ overall, service }) =>
    overall.state === "unknown"
      ? null
      : ["outage", "degraded", "maintenance", "operational"].find((one) => [service.official.level, service.probe.level].includes(one))

  /* What is known now -------------------------------------------------------------------- */

  let data = null
  let problem = null

  /* { level, said, age }: why it is unknown, or what the sources say; null while a page shows what it was built with. */
  const known = () => {
    if (!data) return problem && { level: null, said: problem, age: problem, stale: true }
    const { checked_at: checked, stale_after: after, clock_offset: offset } = data
    if (checked === null) return { level: null, said: data.overall.text, age: "not checked yet", stale: true }
    const age = Date.now() - Date.parse(checked)
    if (age < -AHEAD) {
      const said = `The last check is ${length(Math.round(-age / MINUTE))} ahead of this device's clock. One of the two clocks is wrong.`
      return { level: null, said, age: "the clocks disagree", stale: true }
    }
    const clock = offset ? ` The recorder's clock is ${length(Math.round(Math.abs(offset) / 60))} ${offset > 0 ? "ahead" : "behind"}.` : ""
    const told = `last checked ${ago(age)}`
    if (age > after * 1000)
      return { level: null, said: `The last check is too long ago to say anything about now.${clock}`, age: told, stale: true }
    return { level: level(data), said: data.overall.text + clock, age: told, stale: false }
  }

  const offline = () => local || !navigator.onLine
  /* What a page was built with stays, and says that it is not of now. */
  const stale = (place, note) => {
    place.classList.add("pb-stale")
    if (!place.querySelector(".pb-stale__note")) note.append(h("span", "pb-stale__note", " · not current: this page is offline"))
  }
  /* What says the same as before stays in its place, and with it the reader's focus (which the theme marks by a class). */
  const same = (before, one) =>
    before.isEqualNode(one) || (before.contains(document.activeElement) && before.textContent === one.textContent)
  const fill = (place, ...content) => {
    const made = content.flat(9).filter((one) => one !== null).map((one) => (text(one) ? document.createTextNode(one) : one))
    made.forEach((one, at) => {
      const before = place.childNodes[at]
      if (!before) place.append(one)
      else if (!same(before, one)) before.replaceWith(one)
    })
    while (place.childNodes.length > made.length) place.lastChild.remove()
  }

  const showLine = (place, state) => {
    if (state) place.classList.remove("pb-stale")
    const more = new URL("status/", root).href + (local ? "index.html" : "")
    if (state) fill(place, chip(state.level, "Mistral API: "), ` ${state.age} `, link(more, "Status"))
    else if (!place.firstChild) fill(place, chip(null, "Mistral API: "), " ")
    else if (offline()) stale(place, place)
    if (!place.querySelector("a")) place.append(" ", link(more, "Status"))
  }
  const watchers = []
  const show = () => {
    const state = known()
    for (const line of lines) showLine(line, state)
    for (const tell of watchers) tell(data, state)
  }

  /* What was read before stays true until it is too old. */
  const load = async () => {
    try {
      const answer = await fetch(source, { cache: "no-cache", credentials: "omit", referrerPolicy: "no-referrer", signal: AbortSignal.timeout(PATIENCE) })
      if (!answer.ok) throw new Error(`status.json could not be read (HTTP ${answer.status}).`)
      const found = await answer.json().catch(() => null)
      if (!valid(found)) throw new Error("status.json has another form than this page knows.")
      data = found
      problem = null
    } catch (error) {
      if (!offline()) problem = error.message.startsWith("status.json") ? error.message : "status.json could not be read."
    }
    show()
  }
  let asked = 0
  const again = () => {
    if (document.visibilityState === "hidden") return
    show()
    if (local || (Date.now() - asked < 5 * MINUTE && Date.now() >= asked)) return
    asked = Date.now()
    load()
  }
  setInterval(again, MINUTE / 2)
  document.addEventListener("visibilitychange", again)
  addEventListener("online", load)

  /* `add`: a line that another script has made (box.js). `watch`: what else is shown (status-page.js). */
  self.pbStatus = {
    add: (place) => {
      lines.add(place)
      showLine(place, known())
    },
    watch: (tell) => {
      watchers.push(tell)
      show()
    },
    ...{ LEVELS, MINUTE, PATIENCE, chip, count, day, fill, h, length, link, moment, offline, set, stale, timed },
  }
  for (const place of document.querySelectorAll(".pb-status:empty")) showLine(place, null)
  again()
})()
