/* The page for unknown addresses: names what is closest to the address. It asks no server. */
(() => {
  "use strict"

  const known = JSON.parse(document.getElementById("pb-lookup").textContent)
  const base = new URL(document.currentScript.src).pathname.replace(/assets\/js\/[^/]*$/, "")
  const SAY_NOTHING = new Set(
    "playbooks playbook e error errors code codes status http type types docs doc index en latest wiki api mistral mistralai page pages".split(" "),
  )

  const fold = (word) =>
    word.replace(/\.(html?|md|json)$/i, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "")
  const decoded = (text) => {
    try {
      return decodeURIComponent(text)
    } catch {
      return text
    }
  }

  /* The last part of an address says most. Without its module, a name is the part after the last dot. */
  const path = decoded(location.pathname).slice(base.length)
  const words = [...path.split("/"), ...decoded(location.search + location.hash).split(/[?&=#+]/)]
    .flatMap((part) => [part, part.split(".").pop()])
    .map(fold)
    .filter((word) => word && !SAY_NOTHING.has(word))

  const pairs = (word) => new Set([...`-${word}`].map((letter, place, all) => letter + (all[place + 1] ?? "-")))
  const alike = (one, other) => {
    const [mine, theirs] = [pairs(one), pairs(other)]
    return (2 * [...mine].filter((pair) => theirs.has(pair)).length) / (mine.size + theirs.size)
  }
  const score = (word, key) => {
    if (word === key) return 2
    if (/^\d+$/.test(key)) return word.split("-").includes(key) ? 1.5 : 0
    return alike(word, key)
  }

  const found = new Map()
  for (const [name, target] of Object.entries(known.keys)) {
    const best = Math.max(0, ...words.map((word) => score(word, fold(name))))
    if (best >= 0.5 && best > (found.get(target)?.best ?? 0)) found.set(target, { name, target, best })
  }
  const ranked = [...found.values()].sort((one, other) => other.best - one.best)
  const exact = ranked.filter(({ best }) => best >= 1.5)
  const shown = (exact.length ? exact : ranked).slice(0, 5)

  const box = document.getElementById("pb-near")
  for (const { name, target } of shown) {
    const link = document.createElement("a")
    link.href = base + target
    const title = known.titles[target]
    link.textContent = title && title !== name ? `${name}: ${title}` : name
    const item = document.createElement("li")
    item.append(link)
    box.querySelector("ul").append(item)
  }
  box.hidden = !shown.length
})()
