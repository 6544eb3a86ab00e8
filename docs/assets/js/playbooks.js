/* What the theme does not do: copy a program from its card, keep the chosen client, open the navigation by keyboard. */
(() => {
  "use strict"

  /* Copy the program of a card --------------------------------------------- */

  const copy = async (text) => {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text)
    const area = document.createElement("textarea")
    area.value = text
    area.style.cssText = "position:fixed;opacity:0"
    document.body.append(area)
    area.select()
    const done = document.execCommand("copy")
    area.remove()
    if (!done) throw new Error("The browser refused to copy.")
  }

  /* The program that a card shows, as published: the lines and the variants of other views and tabs are left out. */
  const program = (card) => {
    const tab = [...card.querySelectorAll(".pb-tabs input")].findIndex((input) => input.checked) + 1
    const pane = card.querySelector(tab ? `.pb-pane.t${tab}` : ".pb-pane")
    const code = pane.querySelector(".pb-lst > code").cloneNode(true)
    const broken = view(card) === "broken" || pane.matches(".pb-only-broken")
    for (const part of code.querySelectorAll(`.g, ${broken ? "ins, .w" : "del, .x"}, .v:not(.t${tab})`)) part.remove()
    return code.textContent.replace(/\n$/, "")
  }
  const view = (card) => card.querySelector(".pb-views input:checked").value

  for (const card of document.querySelectorAll(".pb-card")) {
    const button = card.querySelector(".pb-copy")
    const said = Object.assign(document.createElement("span"), { className: "pb-said", role: "status" })
    const label = button.innerHTML
    const show = () => { button.innerHTML = view(card) === "broken" ? label.replace("fixed", "broken") : label }
    let timer
    button.after(said)
    button.hidden = false
    button.addEventListener("click", async () => {
      const done = await copy(program(card)).then(() => "Copied", () => "Not copied")
      button.textContent = said.textContent = done
      clearTimeout(timer)
      timer = setTimeout(() => { show(); said.textContent = "" }, 2000)
    })
    card.addEventListener("change", ({ target }) => {
      show()
      if (target.closest(".pb-tabs")) choose(target)
    })
  }

  /* The chosen client ------------------------------------------------------- */

  /* On all cards, and on every page (docs/templates/partials/javascripts/content.html). The card stays in its place. */
  const choose = (input) => {
    const before = input.getBoundingClientRect().top
    for (const other of document.querySelectorAll(".pb-tabs input")) if (other.value === input.value) other.checked = true
    __md_set("client", input.value)
    scrollBy(0, input.getBoundingClientRect().top - before)
  }

  /* Former anchors ----------------------------------------------------------- */

  /* The browser finds the place by itself; the address then names the anchor of today, or leads to another page. */
  const rename = () => {
    const now = document.getElementById(decodeURIComponent(location.hash.slice(1)))?.dataset.now
    if (now?.includes("#")) location.replace(now)
    else if (now) history.replaceState(history.state, "", `#${now}`)
  }
  addEventListener("hashchange", rename)
  rename()

  /* The navigation of a narrow screen ------------------------------------------ */

  /* The theme opens it by a label, which no key reaches. While it is open, it is all that keys and screen readers reach. */
  const drawer = document.getElementById("__drawer")
  const [menu, close] = [".pb-menu", ".pb-close"].map((one) => document.querySelector(one))
  const behind = document.querySelectorAll(".md-skip, .md-header, .md-content, .md-sidebar--secondary, .md-footer")
  const turn = () => drawer.click()
  drawer.addEventListener("change", () => {
    menu.setAttribute("aria-expanded", String(drawer.checked))
    for (const one of behind) one.inert = drawer.checked
    ;(drawer.checked ? close : menu).focus()
  })
  menu.addEventListener("click", turn)
  close.addEventListener("click", turn)
  addEventListener("keydown", ({ key }) => { if (key === "Escape" && drawer.checked) turn() })
  /* A wide screen has no drawer that could be closed. */
  matchMedia("(min-width: 76.25em)").addEventListener("change", ({ matches }) => { if (matches && drawer.checked) turn() })

  /* Colors: the theme marks no choice, so a key would start at the first. */
  const colors = document.getElementById(`__palette_${__md_get("__palette")?.index ?? 0}`)
  if (colors) colors.checked = true
})()
