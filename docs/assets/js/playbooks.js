/* What the theme does not do: copy a fixed program from its change, keep old anchors and the chosen tab, filter runs. */
(() => {
  "use strict"

  /* Copy the fixed program ------------------------------------------------ */

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

  for (const button of document.querySelectorAll("button[data-copies]")) {
    const code = document.querySelector(`.highlight[data-file="${CSS.escape(button.dataset.copies)}"] pre > code`)
    if (!code) continue
    const label = button.innerHTML
    let timer
    button.hidden = false
    button.addEventListener("click", async () => {
      try {
        await copy(code.textContent.replace(/\n$/, ""))
        button.textContent = "Copied"
      } catch {
        button.textContent = "Not copied"
      }
      clearTimeout(timer)
      timer = setTimeout(() => { button.innerHTML = label }, 2000)
    })
  }

  /* Former anchors ----------------------------------------------------------- */

  /* The browser finds the place by itself; the address then names the anchor of today. */
  const rename = () => {
    const now = document.getElementById(decodeURIComponent(location.hash.slice(1)))?.dataset.now
    if (now) history.replaceState(history.state, "", `#${now}`)
  }
  addEventListener("hashchange", rename)
  rename()

  /* Tabs in folded parts ------------------------------------------------------ */

  /* The theme carries the chosen tab to all others by their visible text: it misses those that are folded. */
  document.addEventListener("toggle", (event) => {
    const chosen = (typeof __md_get === "function" && __md_get("__tabs")) || []
    for (const set of event.target.querySelectorAll(".tabbed-set")) {
      const labels = [...set.querySelectorAll(":scope > .tabbed-labels > label")]
      const label = chosen.map((text) => labels.find((one) => one.textContent.trim() === text)).find(Boolean)
      const input = label && document.getElementById(label.htmlFor)
      if (input && !input.checked) {
        input.checked = true
        input.dispatchEvent(new Event("change"))
      }
    }
  }, true)

  /* The table of all runs: filters, kept in the address ------------------------ */

  for (const form of document.querySelectorAll("form.pb-filter")) {
    const rows = [...form.parentElement.querySelectorAll("tbody tr")]
    const selects = [...form.querySelectorAll("select")]
    const show = () => {
      const shown = rows.filter((row) => {
        const fits = selects.every(({ name, value }) => !value || row.dataset[name] === value)
        row.hidden = !fits
        return fits
      })
      form.querySelector("output").textContent = `${shown.length} of ${rows.length} runs`
    }
    const given = new URLSearchParams(location.search)
    for (const select of selects) {
      const wanted = given.get(select.name)
      if (wanted && [...select.options].some((option) => option.value === wanted)) select.value = wanted
    }
    form.addEventListener("change", () => {
      const chosen = new URLSearchParams(selects.filter((one) => one.value).map((one) => [one.name, one.value]))
      history.replaceState(null, "", `${location.pathname}${chosen.size ? `?${chosen}` : ""}${location.hash}`)
      show()
    })
    form.addEventListener("submit", (event) => event.preventDefault())
    form.hidden = false
    show()
  }
})()
