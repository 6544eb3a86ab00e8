/* Replaces whatever looks like a key or a bearer token. */
function mask(text) {
  return rules.secrets.reduce((masked, secret) => masked.replace(secret, `$1${rules.mask}`), text)
}

/* At most `limit` characters on one line, masked. */
function excerpt(text, limit = 100) {
  const line = mask(text.slice(0, 8 * limit).replace(globals.space, " ").trim())
  return line.length <= limit ? line : `${line.slice(0, limit - 1).trimEnd()}…`
}
