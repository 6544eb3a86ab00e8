/* The parts of the status page from fresh data, as site/status/view.py builds them, and the request of the reader's own
   browser: nothing is sent to the API unless the reader presses the button. Needs status.js. */
(() => {
  "use strict"

  const { LEVELS, MINUTE, PATIENCE, chip, count, day, fill, h, length, link, moment, offline, set, stale, timed } = self.pbStatus
  const SVG = "http://www.w3.org/2000/svg"
  const svg = (name, attributes, ...content) => set(document.createElementNS(SVG, name), attributes, content)
  const parts = [...document.querySelectorAll(".pb-live")]

  /* Parts of the status page ----------------------------------------------------------- */

  const reason = (one, old) => (one.reason && !old ? h("span", "pb-reason", one.reason) : null)
  const card = (one, stale, label, before, page, latency) =>
    h(
      "section",
      "pb-source",
      h("p", "pb-label", label),
      h("p", null, chip(stale ? null : one.level), one.since && !stale ? [" since ", moment(one.since)] : null, reason(one, stale)),
      latency && !stale ? h("p", null, latency) : null,
      h("p", "pb-source__of", before, link(page, new URL(page).hostname)),
    )
  const now = ({ service }, stale) => {
    const { http_status: status, latency_ms: latency, median_ms: median } = service.probe
    const usual = median === null ? "" : `, ${median} ms in the median of a day`
    const took = status ? `HTTP ${status} in ${latency} ms${usual}` : null
    return h(
      "div",
      "pb-sources",
      card(service.official, stale, "Official word", "Read from ", service.page),
      card(service.probe, stale, "Own request", "Sent without a key to ", service.probe.source, took),
    )
  }

  const HEIGHT = 20
  const SEEN = 5
  const STACKED = [0, 3, 1, 2]
  const rows = ({ service }) => [
    ["Official word", service.official],
    ["Own request", service.probe],
    ...service.components.map((one) => [one.name, one]),
  ]
  const heights = (minutes, long) => {
    if (!minutes) return []
    const whole = Math.max(long, minutes.reduce((sum, one) => sum + one, 0))
    const [works, ...shares] = STACKED.map((place) => (HEIGHT * minutes[place]) / whole)
    const bad = shares.map((share) => (share ? Math.max(SEEN, Math.floor(share + 0.5)) : 0))
    return [Math.max(0, Math.min(Math.floor(works + 0.5), HEIGHT - bad.reduce((sum, one) => sum + one))), ...bad]
  }
  const words = (days) => {
    const gaps = days.filter((one) => !one || !one.some(Boolean)).length
    if (gaps === days.length) return `${count(gaps, "day")}, none recorded`
    const found = LEVELS.map((name, place) => [name, days.filter((one) => one?.[place]).length]).slice(1)
    const said = found.filter(([, times]) => times).map(([name, times]) => `${name} on ${count(times, "day")}`)
    const left = gaps ? `, ${count(gaps, "day")} without a record` : ""
    return `${count(days.length, "day")}, ${said.join(", ") || "operational on every recorded day"}${left}`
  }
  const bars = (name, { days, uptime, known }, checked) => {
    const moves = STACKED.map(() => "")
    const at = new Date(checked ?? 0)
    const today = Math.max(1, at.getUTCHours() * 60 + at.getUTCMinutes())
    days.forEach((one, place) => {
      let bottom = HEIGHT
      heights(one, checked === null || place < days.length - 1 ? 1440 : today).forEach((height, order) => {
        if (height) moves[order] += `M${place} ${bottom}v-${height}`
        bottom -= height
      })
    })
    const paths = moves.map((d, order) => (d ? svg("path", { class: LEVELS[STACKED[order]], d }) : null))
    return [
      h("p", "pb-days__of", h("b", null, name), " ", h("span", null, uptime === null ? "not recorded" : `${uptime} % uptime · ${known} % recorded`)),
      svg("svg", { class: "pb-bars", role: "img", "aria-label": `${name}: ${words(days)}`, viewBox: `0 0 ${days.length} ${HEIGHT}`, preserveAspectRatio: "none" }, paths),
    ]
  }
  const table = (label, heads, cells) =>
    set(document.createElement("div"), { class: "pb-table", tabindex: "0", role: "region", "aria-label": label }, [
      h(
        "table",
        null,
        h("thead", null, h("tr", null, heads.map((one) => set(document.createElement("th"), { scope: "col" }, [one])))),
        h("tbody", null, cells.map((row) => h("tr", null, row.map((one) => h("td", null, one))))),
      ),
    ])
  const history = (data) => {
    const first = Date.parse(`${data.days_from}T00:00:00Z`)
    const found = new Map()
    for (const [name, { days }] of rows(data))
      days.forEach((one, place) =>
        LEVELS.forEach((problem, order) => {
          if (!order || !one?.[order]) return
          const key = `${place} ${problem} ${length(one[order])}`
          if (!found.has(key)) found.set(key, { place, said: `${problem} ${length(one[order])}`, whose: [] })
          found.get(key).whose.push(name)
        }),
      )
    const cells = [...found.values()]
      .sort((one, other) => other.place - one.place)
      .map(({ place, said, whose }) => {
        const at = new Date(first + place * 1440 * MINUTE)
        return [timed(at.toISOString().slice(0, 10), day(at)), said, whose.join(", ")]
      })
    const heads = ["Day (UTC)", "Problem", "Source or component"]
    return [
      h(
        "div",
        "pb-days",
        rows(data).map(([name, one]) => bars(name, one, data.checked_at)),
        h("p", "pb-days__axis", h("span", null, "90 days ago"), " ", h("span", null, "today")),
      ),
      cells.length
        ? set(document.createElement("details"), { "data-id": "days" }, [
            h("summary", null, `Days with problems: ${cells.length}`),
            table("Days with problems", heads, cells),
          ])
        : null,
    ]
  }

  const TONES = { critical: "outage", major: "outage", minor: "degraded", maintenance: "maintenance" }
  const incident = (one, stale) => {
    const active = one.ended === null
    const lasted = active ? "" : `, ${length(Math.max(0, Math.floor((Date.parse(one.ended) - Date.parse(one.started)) / MINUTE)))}`
    const facts = [one.impact ? `Impact: ${one.impact}.` : "", one.components.length ? `Components: ${one.components.join(", ")}.` : ""]
    const about = facts.filter(Boolean).join(" ")
    const state = !active ? "ended" : stale ? "active at the last check" : "active"
    const tone = !active ? "unknown" : Object.hasOwn(TONES, one.impact ?? "") ? TONES[one.impact] : "outage"
    return set(document.createElement("details"), { class: "pb-incident", "data-id": one.id, open: active ? "" : null }, [
      h(
        "summary",
        null,
        h("b", `pb-state pb-state--${tone}`, state),
        " ",
        h("span", null, one.title),
        " ",
        h("span", "pb-incident__when", moment(one.started), lasted),
      ),
      about || one.url ? h("p", null, about, one.url ? [" ", link(one.url, "On the status page")] : null) : null,
      one.updates.length
        ? h("ol", null, [...one.updates].reverse().map((told) => h("li", null, moment(told.at), " ", h("b", null, told.status), " ", h("span", null, told.text))))
        : null,
    ])
  }
  const incidents = (data, stale) => {
    const own = data.problems
      .filter(({ id }) => !id.startsWith("incident-"))
      .map((one) => ({
        ...one,
        started: one.began,
        impact: null,
        components: [],
        updates: one.text ? [{ at: one.began, status: "began", text: one.text }] : [],
      }))
    const found = [...data.incidents, ...own].sort((one, other) => (one.started < other.started ? 1 : one.started > other.started ? -1 : 0))
    return found.length ? found.map((one) => incident(one, stale)) : h("p", null, "No incident is on record.")
  }
  const related = (data, stale) =>
    table(
      "Related services",
      ["Service", "Its status page says", "Why it matters"],
      data.related.map((one) => [link(one.page, one.name), [chip(stale ? null : one.level), reason(one, stale)], one.why]),
    )

  const showNow = (place, data, state) => {
    if (!state) {
      if (offline()) stale(place, place.querySelector(".pb-age"))
      return
    }
    place.classList.remove("pb-stale")
    const checked = data?.checked_at ? [" (", moment(data.checked_at), ")"] : null
    const age = data ? state.age[0].toUpperCase() + state.age.slice(1) : "Not read now. The rest of this page is from its build"
    fill(
      place,
      h("p", "pb-now", chip(state.level), " ", h("span", null, state.said)),
      h("p", "pb-age", age, checked, "."),
      data ? now(data, state.stale) : null,
    )
  }
  const DRAW = { days: history, incidents, related }
  let drawn = null
  self.pbStatus.watch((data, state) => {
    for (const place of parts) if (place.dataset.part === "now") showNow(place, data, state)
    const key = data && `${data.checked_at} ${state.stale}`
    if (!data || key === drawn) return
    drawn = key
    for (const place of parts) {
      if (!Object.hasOwn(DRAW, place.dataset.part)) continue
      const open = new Map([...place.querySelectorAll("details")].map((one) => [one.dataset.id, one.open]))
      fill(place, DRAW[place.dataset.part](data, state.stale))
      for (const one of place.querySelectorAll("details")) if (open.has(one.dataset.id)) one.open = open.get(one.dataset.id)
    }
  })

  /* The reader's own browser -------------------------------------------------------------- */

  /* A status of the API that this page may read; "" if an answer came that it may not; null if none came. */
  const probe = async (url) => {
    const options = { cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer" }
    try {
      return (await fetch(url, { ...options, signal: AbortSignal.timeout(PATIENCE) })).status
    } catch {
      try {
        await fetch(url, { ...options, mode: "no-cors", signal: AbortSignal.timeout(PATIENCE) })
        return ""
      } catch {
        return null
      }
    }
  }
  const meaning = (status) => {
    if (status === 401) return "This is its usual answer without a key: the API is up, and your network reaches it. If your program fails, look at its key, its proxy and its request."
    if (status === "") return "A server answered, so your network reaches it. A browser may not show its status to this page, so whether the API works is not known from here."
    if (status === null) return "No answer came. Your network, a blocker in this browser or the API is at fault. If the own request above is up, it is not the API."
    if (status >= 500) return "Your network reaches the API, and the API fails. Wait, and retry with growing waits."
    if (status === 429) return "Your network reaches the API, and it limits requests from your address."
    return "An answer came, but not the API's usual one without a key, which is 401. A proxy or a firewall may have sent it."
  }
  for (const button of document.querySelectorAll(".pb-probe button")) {
    const said = button.parentElement.querySelector("[role=status]")
    button.hidden = false
    button.addEventListener("click", async () => {
      button.setAttribute("aria-disabled", "true")
      said.textContent = "Waiting for an answer …"
      const began = performance.now()
      const status = navigator.onLine ? await probe(button.dataset.url) : null
      const took = `in ${Math.round(performance.now() - began)} ms`
      const head = status === null ? "" : status === "" ? `Answered ${took}. ` : `HTTP ${status} ${took}. `
      said.textContent = head + (navigator.onLine ? meaning(status) : "This device is offline, so the API was not asked.")
      button.removeAttribute("aria-disabled")
    })
  }
})()
