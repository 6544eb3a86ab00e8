/* The table of all errors: filters by words, status and category. Without this script it is whole. */
(() => {
  "use strict"

  const form = document.querySelector(".pb-sift")
  const table = document.querySelector(".pb-all")
  if (!form || !table) return
  const [field, output] = [form.querySelector("input"), form.querySelector("output")]
  const buttons = [...form.querySelectorAll("button")]
  const none = form.querySelector(".pb-sift__none")
  const groups = [...table.tBodies].map((body) => ({
    body,
    rows: [...body.rows].slice(1).map((row) => ({
      row,
      statuses: row.dataset.status.split(" "),
      text: `${row.textContent} ${row.querySelector("a").href.split("/").at(-2)}`.toLowerCase(),
    })),
  }))
  const total = groups.reduce((sum, { rows }) => sum + rows.length, 0)
  const chosen = { status: "", group: "" }

  const sift = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean)
    let shown = 0
    for (const { body, rows } of groups) {
      let some = 0
      for (const { row, statuses, text } of rows) {
        const fits =
          (!chosen.group || body.dataset.group === chosen.group) &&
          (!chosen.status || statuses.includes(chosen.status)) &&
          words.every((word) => text.includes(word))
        row.hidden = !fits
        some += fits
      }
      body.hidden = !some
      shown += some
    }
    table.hidden = !shown
    none.hidden = shown > 0
    output.textContent = shown === total ? `${total} errors` : `${shown} of ${total} errors`
    for (const button of buttons)
      for (const name of Object.keys(chosen))
        if (name in button.dataset) button.setAttribute("aria-pressed", String(button.dataset[name] === chosen[name]))
  }

  form.addEventListener("input", sift)
  form.addEventListener("submit", (event) => event.preventDefault())
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("button")
    if (!button) return
    if (button.matches(".pb-sift__all")) {
      field.value = ""
      Object.assign(chosen, { status: "", group: "" })
    }
    for (const name of Object.keys(chosen))
      if (name in button.dataset) chosen[name] = chosen[name] === button.dataset[name] ? "" : button.dataset[name]
    sift()
  })
  form.hidden = false
  if (field.value) sift()
})()
