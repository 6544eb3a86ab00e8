/* The table of all runs: filters, kept in the address. Without this script it is whole. */
(() => {
  "use strict"

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
      const query = chosen.size ? `?${chosen}` : ""
      history.replaceState(null, "", `${location.pathname}${query}${location.hash}`)
      show()
    })
    form.addEventListener("submit", (event) => event.preventDefault())
    form.hidden = false
    show()
  }
})()
