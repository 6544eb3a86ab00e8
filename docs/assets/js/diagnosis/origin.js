/* Where a text comes from. `mistral`: it mentions Mistral or its SDK, or has its answer format and names no other
   vendor's model. `foreign`: it mentions another host, vendor or package, and not Mistral. `short`: a short text with
   neither. `unknown`: a long one. */
function detectOrigin(facts) {
  const { folded } = facts.text
  if (expressions.namesake.test(folded)) return "foreign"
  if (expressions.mistral.test(folded)) return "mistral"
  const named = folded.replace(globals.requested_model, "")
  if (expressions.other_models.test(named)) return "foreign"
  if (facts.mistralShape) return "mistral"
  if (facts.wrapped && !expressions.gateways.test(folded)) return "foreign"
  if (expressions.vendors.test(named)) return "foreign"
  if (facts.hosts.some((host) => !expressions.neutral_hosts.test(host))) return "foreign"
  if (raisedElsewhere(facts)) return "foreign"
  if (expressions.generated.test(folded)) return "mistral"
  return folded.length <= 300 ? "short" : "unknown"
}

/* Whether a request for a model went to other hosts only, and none of this API's answers was passed on. */
function answeredElsewhere(facts) {
  if (!facts.called.length || facts.mistralShape || expressions.passed_on.test(facts.text.folded)) return false
  return ![...facts.called, ...facts.hosts].some((host) => expressions.api_host.test(host))
}

/* Whether the last exception, or all packages of the traceback, belong to software that does not call this API, or the
   text names another vendor. A text that names the API's host is about it, whatever raised the exception. */
function raisedElsewhere(facts) {
  if (facts.text.folded.includes("api.mistral.ai")) return false
  if (expressions.others.test(facts.text.folded)) return true
  if (facts.modules.length) return !rules.clients.has(lower(facts.modules.at(-1)))
  return facts.packages.length > 0 && !facts.packages.some((name) => rules.clients.has(name))
}
