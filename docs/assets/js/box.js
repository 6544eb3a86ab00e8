/* The box: typed words search, a pasted error is diagnosed, both while typing. Nothing leaves the page.
   What answers is loaded at the first focus or key (src/mistral_playbooks/site/search). */
(() => {
  "use strict"

  const root = new URL("../../", document.currentScript.src)
  const source = new URL("assets/answers.js", root).href
  const boxes = [...document.querySelectorAll(".pb-box")]
  const page = document.querySelector(".md-container")
  const RETRY = {
    never: "Retry never helps",
    "after-wait": "Retry after waiting",
    "with-backoff": "Retry with backoff",
    "after-change": "Retry after a change",
  }
  /* A text area that holds more is slow: what is beyond is kept, and its beginning and end are shown. */
  const HOLDS = 50_000
  /* What the page itself reads of a long text, where no worker does it. */
  const READS = 200_000

  /* Answers ----------------------------------------------------------------- */

  let started = false
  let post = null
  let flying = null
  let next = null

  const send = () => {
    if (!post || flying || !next) return
    ;[flying, next] = [next, null]
    post(flying.text)
  }
  const arrived = (answer) => {
    const { then } = flying
    flying = null
    then(answer)
    send()
  }
  /* Boxes that hold a text ask again once the rows of the reference tables are there. */
  const more = () => boxes.forEach((box) => box.dispatchEvent(new Event("pb-more")))
  const inPage = () => {
    const script = document.createElement("script")
    let rows = null
    const loadRows = () => {
      rows = document.createElement("script")
      rows.src = new URL("assets/reference.js", root).href
      rows.onload = more
      document.head.append(rows)
    }
    const ready = (answer) => {
      post = (text) =>
        setTimeout(() => {
          const given = answer(text)
          arrived(given)
          if (given && !given.pasted && !rows) loadRows()
        })
      send()
    }
    const cut = (text) => (text.length > READS ? `${text.slice(0, READS / 4)}\n${text.slice((-3 * READS) / 4)}` : text)
    script.src = source
    script.onload = () => ready(self.pbAnswer ? (text) => self.pbAnswer(cut(text)) : () => null)
    script.onerror = () => ready(() => null)
    document.head.append(script)
  }
  const start = () => {
    if (started) return
    started = true
    if (!self.Worker || location.protocol === "file:") return inPage()
    let worker
    try {
      worker = new Worker(source)
    } catch {
      return inPage()
    }
    worker.onmessage = ({ data }) => {
      if (data === "more") return more()
      if (data !== "ready") return arrived(data)
      post = (text) => worker.postMessage(text)
      send()
    }
    worker.onerror = (event) => {
      event.preventDefault()
      worker.terminate()
      post = null
      next ??= flying
      flying = null
      inPage()
    }
  }
  /* Asks for a text's answer. Of those that wait for one, only the newest text gets it. */
  const ask = (text, then) => {
    next = { text, then }
    start()
    send()
  }

  /* What is shown ------------------------------------------------------------ */

  const make = (name, className, ...content) => {
    const made = document.createElement(name)
    if (className) made.className = className
    made.append(...content)
    return made
  }
  /* `code` and [links](…) of the records, as elements without links: each answer is one link. */
  const rich = (text) =>
    text
      .replace(/\[([^\]]+)\]\([^)\s]+\)/g, "$1")
      .split("`")
      .map((part, place) => (place % 2 ? make("code", "", part) : part))
  const row = (name, ...content) => [make("dt", "", name), make("dd", "", ...content)]

  /* What to do is loaded with the first answer (assets/steps.js). Its place is kept, so that nothing moves then. */
  let awaited = null
  const loaded = () =>
    (awaited ??= new Promise((then) => {
      const script = document.createElement("script")
      script.src = new URL("assets/steps.js", root).href
      script.onload = script.onerror = () => then(self.pbSteps)
      document.head.append(script)
    }))
  const written = ({ slug, anchor }) => {
    const steps = self.pbSteps[slug] ?? []
    const [, text] = steps.find(([cause]) => cause === anchor) ?? steps[0] ?? ["", ""]
    return rich(text)
  }
  const step = (match) => {
    if (match.step) return row("About", ...rich(match.step))
    if (self.pbSteps) return row("First", ...written(match))
    const kept = row("First", make("span", "pb-match__later", "some word ".repeat(match.long)))
    loaded().then((found) => {
      const place = kept[1]
      if (!found) return kept.forEach((one) => one.remove())
      if (place.isConnected) place.style.minHeight = `${place.getBoundingClientRect().height}px`
      place.replaceChildren(...written(match))
    })
    return kept
  }

  const item = (match) => {
    const link = make("a", "", ...rich(match.title))
    link.href = new URL(match.url, root).href + (match.anchor ? `#${match.anchor}` : "")
    if (match.slug) link.dataset.slug = match.slug
    const head = make("p", "pb-match__head", link)
    if (match.seen) head.append(" ", make("span", "pb-match__seen", match.seen))
    if (match.retry) head.append(" ", make("span", `pb-verdict pb-verdict--${match.retry}`, RETRY[match.retry]))
    const facts = make("dl")
    if (match.why.length) facts.append(...row("Why", ...rich(match.why.slice(0, 3).join(" · "))))
    if (match.step || match.long) facts.append(...step(match))
    return make("li", "pb-match", head, facts)
  }
  const SAID = {
    foreign: "This is no Mistral error: other software says it.",
    binary: "This is not text.",
  }
  const said = ({ pasted, reading, means, matches: classes, rows }) => {
    const matches = [...classes, ...rows]
    const count = matches.length === 1 ? "One answer" : `${matches.length} answers, best first`
    if (matches.length) return means ? `${count}. ${means}` : count
    if (SAID[reading]) return SAID[reading]
    if (!pasted) return "No error and no page has these words."
    return "No Mistral API error that is known here is in this text. Add the status, the body of the answer, or the last lines of the traceback."
  }

  /* What would decide, where the text does not. */
  const decides = ({ reading, status, ask }) => {
    if (ask) return ["The text alone does not decide. The output of this does: ", make("code", "", ask)]
    if (reading !== "status") return []
    const all = make("a", "", `all errors with status ${status}`)
    all.href = new URL(`e/${status}/`, root).href
    return ["The status alone does not decide. Add the body of the answer, its message and its code, or compare ", all, "."]
  }

  /* Where waiting can help, the answer may be an outage: the status of now stands above all answers. */
  const live = () => {
    const line = make("p", "pb-status")
    const add = () => self.pbStatus?.add(line)
    if (self.pbStatus) add()
    else {
      const script = make("script")
      script.src = new URL("assets/js/status.js", root).href
      script.onload = add
      document.head.append(script)
    }
    return line
  }

  /* One box ------------------------------------------------------------------- */

  /* After the last key, in milliseconds: a screen reader tells the answers once, not at each letter. */
  const RESTS = 600
  /* Where the reader was when `/` was pressed. */
  let came = null

  const setUp = (box) => {
    const area = box.querySelector("textarea")
    const [status, question, list] = [".pb-box__said", ".pb-box__ask", ".pb-box__matches"].map((one) => box.querySelector(one))
    const clear = box.querySelector(".pb-box__clear")
    const told = box.querySelector(".pb-box__told")
    const head = box.classList.contains("pb-box--head")
    let whole = null
    let held = null
    let answered = ""
    let goes = false
    let state = null
    let resting = 0

    const text = () => whole ?? area.value
    const links = () => [...list.querySelectorAll("a")]
    /* What the header's answers cover cannot be met by a key or a tap. */
    const open = (is) => {
      if (!head) return
      box.toggleAttribute("data-open", is)
      if (page) page.inert = is
    }

    /* What a screen reader says of the answers: how many, the first, and whether the text decides. */
    const tell = (...parts) => {
      clearTimeout(resting)
      const words = parts.filter(Boolean).map((part) => part.replace(/[.:]?$/, "."))
      resting = setTimeout(() => { told.textContent = words.join(" ") }, RESTS)
    }
    const first = () => [...(list.querySelector(".pb-match__head")?.children ?? [])].map((part) => part.textContent).join(", ")

    const show = (asked, answer) => {
      if (asked !== text()) return
      /* To the same text, only rows can be new: what may have the focus stays. */
      if (answered === asked && answer) list.append(...answer.rows.slice(list.childElementCount - answer.matches.length).map(item))
      else list.replaceChildren(...[...(answer?.matches ?? []), ...(answer?.rows ?? [])].map(item))
      answered = asked
      status.textContent = answer ? said(answer) : "The answers could not be loaded. The list of all errors has them, too."
      if (answer?.live && !state) status.after((state = live()))
      if (state) state.hidden = !answer?.live
      const asks = answer ? decides(answer) : []
      question.hidden = !asks.length
      question.replaceChildren(...asks)
      tell(status.textContent, first() && `The first: ${first()}`, asks[0]?.split(". ")[0])
      if (goes) links()[0]?.click()
      goes = false
    }
    /* What is typed, pasted or dropped into the box comes here first: a long text never gets into the text area. */
    const enters = (event) => {
      const given = event.data ?? event.dataTransfer?.getData("text/plain") ?? ""
      if (given.length <= HOLDS) return
      event.preventDefault()
      const { value, selectionStart, selectionEnd } = area
      hold(value.slice(0, selectionStart) + given + value.slice(selectionEnd))
      changed()
    }
    const hold = (long) => {
      whole = long
      const left = `… ${long.length.toLocaleString("en")} characters in all …`
      area.value = [long.slice(0, 2000), left, long.slice(-4000)].join("\n")
      held = area.value
    }
    const changed = () => {
      if (area.value.length > HOLDS) hold(area.value)
      else if (area.value !== held) whole = null
      const asked = text()
      const empty = !asked.trim()
      clear.hidden = !asked
      area.rows = head ? Math.min(6, area.value.split("\n", 6).length) : 5
      open(!empty)
      goes = false
      if (!empty) return ask(asked, (answer) => show(asked, answer))
      if (answered) tell("The box is empty")
      answered = ""
      status.textContent = ""
      list.replaceChildren()
      question.hidden = true
      if (state) state.hidden = true
    }
    const empty = () => {
      area.value = ""
      changed()
    }

    area.addEventListener("focus", () => {
      start()
      if (text().trim()) open(true)
    })
    box.addEventListener("pb-more", () => {
      const asked = answered
      if (asked && asked === text()) ask(asked, (answer) => show(asked, answer))
    })
    area.addEventListener("beforeinput", enters)
    area.addEventListener("input", changed)
    area.addEventListener("keydown", (event) => {
      start()
      if (event.isComposing) return
      if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault()
        if (answered === text()) links()[0]?.click()
        else goes = true
      } else if (event.key === "ArrowDown" && !area.value.includes("\n", area.selectionEnd) && links().length) {
        event.preventDefault()
        links()[0].focus()
      } else if (event.key === "Escape") {
        if (!head) return empty()
        open(false)
        if (came?.isConnected && came !== document.body) came.focus()
        else area.blur()
      }
    })
    list.addEventListener("keydown", (event) => {
      const all = links()
      const place = all.indexOf(document.activeElement)
      const to = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: all.length - 1, Escape: -1 }[event.key]
      if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      ;(to < 0 ? area : all[Math.min(to, all.length - 1)]).focus()
    })
    /* An answer may lead to a place on the page itself. */
    list.addEventListener("click", ({ target }) => {
      if (target.closest("a")) open(false)
    })
    clear.addEventListener("click", () => {
      empty()
      area.focus()
    })
    if (head) {
      box.addEventListener("focusout", ({ relatedTarget }) => {
        if (!box.contains(relatedTarget)) came = null
        if (relatedTarget && !box.contains(relatedTarget)) open(false)
      })
      document.addEventListener("pointerdown", ({ target }) => {
        if (!box.contains(target)) open(false)
      })
    }
    addEventListener("pageshow", () => {
      if (text().trim() && !answered) changed()
    })
    const given = new URLSearchParams(location.search).get("e")
    if (given && area.id === "error-text") {
      area.value = given
      changed()
    }
  }
  boxes.forEach(setUp)

  /* On the home page, the header's box is there once the page's own has left the screen. */
  const [top, own] = [document.querySelector(".pb-box--head"), document.querySelector(".pb-box--home")]
  if (top && own) {
    new IntersectionObserver(([entry]) => { top.inert = entry.isIntersecting }).observe(own)
  }

  /* A shortcut of one key has to have an off switch: who dictates presses it by accident (WCAG 2.1.4). */
  const shortcut = document.querySelector(".pb-shortcut")
  const isOff = () => __md_get("shortcut") === "off"
  const label = () => {
    shortcut.textContent = `Turn ${isOff() ? "on" : "off"} the shortcut /`
    document.querySelector(".pb-key").hidden = isOff()
  }
  label()
  shortcut.hidden = false
  shortcut.addEventListener("click", () => {
    __md_set("shortcut", isOff() ? "on" : "off")
    label()
  })

  addEventListener("keydown", (event) => {
    if (event.key !== "/" || isOff() || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.target.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]")) return
    event.preventDefault()
    const box = top && !top.inert ? top : own
    const { activeElement } = document
    if (!activeElement?.closest(".pb-box")) came = activeElement
    box?.querySelector("textarea").focus()
  })
})()
