/* The tables of the reference: a field that filters rows, and heads that sort them. Without it all rows are there. */
(() => {
  "use strict"

  const make = (name, values) => Object.assign(document.createElement(name), values)
  /* Fewer rows are seen at once. */
  const FEW = 8

  for (const table of document.querySelectorAll(".pb-reference")) {
    const body = table.tBodies[0]
    const rows = [...body.rows]
    if (rows.length < FEW) continue
    const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]))

    /* Filter ------------------------------------------------------------------ */

    const input = make("input", { type: "search", autocomplete: "off", spellcheck: false })
    const count = make("output")
    const label = make("label", { textContent: "Filter" })
    const bar = make("div", { className: "pb-find" })
    input.setAttribute("aria-label", `Filter: ${table.getAttribute("aria-label")}`)
    label.append(" ", input)
    bar.append(label, count)
    table.before(bar)
    const show = () => {
      const words = input.value.toLowerCase().split(/\s+/)
      for (const row of rows) row.hidden = !words.every((word) => texts.get(row).includes(word))
      const shown = rows.filter((row) => !row.hidden).length
      count.textContent = shown === rows.length ? `${shown} rows` : `${shown} of ${rows.length} rows`
    }
    input.addEventListener("input", show)
    show()

    /* A row that a link leads to is shown. */
    addEventListener("hashchange", () => {
      const row = document.getElementById(decodeURIComponent(location.hash.slice(1)))
      if (!row?.hidden || !body.contains(row)) return
      input.value = ""
      show()
      row.scrollIntoView()
    })

    /* Sort: up, down, and as published ------------------------------------------ */

    const compare = new Intl.Collator("en", { numeric: true }).compare
    const value = (row, column) => {
      const cell = row.cells[column]
      return cell.querySelector("time")?.dateTime ?? cell.textContent.trim()
    }
    const heads = [...table.tHead.rows[0].cells]
    heads.forEach((head, column) => {
      const button = make("button", { type: "button", className: "pb-sort", textContent: head.textContent })
      head.replaceChildren(button)
      button.addEventListener("click", () => {
        const order = { none: "ascending", ascending: "descending", descending: "none" }[head.getAttribute("aria-sort") ?? "none"]
        for (const one of heads) one.removeAttribute("aria-sort")
        if (order === "none") return body.append(...rows)
        head.setAttribute("aria-sort", order)
        const known = rows.map((row) => [value(row, column), row])
        /* An empty cell comes last in both orders. */
        known.sort(([one], [other]) => !one - !other || (order === "ascending" ? compare(one, other) : compare(other, one)))
        body.append(...known.map(([, row]) => row))
      })
    })
  }
})()
