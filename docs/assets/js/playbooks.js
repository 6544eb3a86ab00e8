/* What the theme does not do: copy a fixed program from its change, and search for pasted error texts. */
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
    const code = document.querySelector(`.highlight[data-file="${button.dataset.copies}"] pre > code`)
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

  /* Search ----------------------------------------------------------------- */

  /* The theme hands queries to a worker that reads `:` `^` `~` `+` `-` `"` as operators: a pasted error text would
     find nothing. Its words alone find the page. */
  const plain = (query) => query.replace(/[:^~*+"'`{}[\]()<>=,\\|/]+|(^|\s)-+/g, " ").replace(/\s+/g, " ").trimStart()
  const post = Worker.prototype.postMessage
  Worker.prototype.postMessage = function (message, ...rest) {
    const query = message && message.type === 2 && typeof message.data === "string"
    return post.call(this, query ? { ...message, data: plain(message.data) } : message, ...rest)
  }
})()
