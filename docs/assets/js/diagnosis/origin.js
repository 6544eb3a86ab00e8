/* Where a text comes from. `mistral`: it mentions Mistral or its SDK, or has its answer format. `foreign`: it mentions
   another host, vendor or package, and not Mistral. `short`: a short text with neither. `unknown`: a long one. */
function detectOrigin(facts) {
  const { folded } = facts.text
  if (facts.mistralShape || expressions.mistral.test(folded)) return "mistral"
  if (facts.wrapped && !expressions.gateways.test(folded)) return "foreign"
  const named = folded.replace(globals.requested_model, "")
  if (expressions.vendors.test(named)) return "foreign"
  if (facts.hosts.some((host) => !expressions.neutral_hosts.test(host))) return "foreign"
  if (facts.modules.length && !rules.clients.has(lower(facts.modules.at(-1)))) return "foreign"
  if (facts.packages.length && !facts.packages.some((name) => rules.clients.has(name))) return "foreign"
  return folded.length <= 300 ? "short" : "unknown"
}
