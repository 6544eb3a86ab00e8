/* Words as people write them: their stems, those that say nothing, and those that say the same. */
self.pbLanguage = (() => {
  "use strict"
  /* Words that tell no entry from another. */
  const SILENT = new Set(
    ("a about after again all also always am an and any anymore api are as at back be because been before being " +
      "between but by came can cant come comes could couldnt currently did didnt do does doesn doesnt dont each even " +
      "ever every for from get gets getting give gives go goes going got had happen happens has hasnt have havent " +
      "having he help here how i if im in into is isnt it its ive just keep keeps know like made make makes me mean " +
      "meaning means mistral mistralai my myself need no nor not now of on only or our out please really s see she " +
      "should since so some still such suddenly t than that thats the their them then there these they this those " +
      "though to today tried try trying us use used uses using very via want wants was wasnt we were werent what " +
      "whats when where whether which while who whose why will with within without wont would yet you your " +
      /* in German, Dutch, French, Spanish, Portuguese and Italian */
      "aber auch das dem den der des ein eine einen er es ich ist kann kein keine man mein meine mit nach nicht noch nur oder " +
      "sich sie und von vom wenn wie wird zu zum de een het ik maar naar niet op te van wordt au aux avec ce cette ces dans du " +
      "elle est et il je la le les leur lors mais mes mon ne nous ou par pas pour quand que qui sans sont sur un une vous al " +
      "con cuando del el ella en este esta esto lo los las me mi muy para pero por porque se si sin su una y ao com da do em " +
      "ele essa esse isso mas meu minha nao não na nas nos ou os para quando sem ser uma che con dei del della di gli nel non " +
      "per perche più sono uno").split(" "),
  )
  /* Those of any error: they count little beside others. */
  const FAINT = new Set(
    ("code difference error exception fail failed failing fails failure issue more most much never new next once " +
      "other problem status sure thing time way work working").split(" "),
  )

  /* `CamelCase`, `snake_case` and `kebab-case` are their words; a version stays whole. */
  const split = (text) =>
    text
      .replace(/([a-z\d])([A-Z])/g, "$1 $2")
      .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
      .replace(/(\p{L})['’](\p{L})/gu, "$1$2")
      .toLowerCase()
      .match(/\d+(?:\.\d+)+|[\p{L}\d]+/gu) ?? []

  /* What stays of a word in all its forms: retry, retries, retrying. */
  const stem = (word) => {
    if (word.length < 4 || /\d/.test(word)) return word
    const base = word
      .replace(/ies$/, "y")
      .replace(/([^su])s$/, "$1")
      .replace(/^(.*[aeiouy].+)(?:ing|ed)$/, "$1")
      .replace(/e$/, "")
      .replace(/y$/, "i")
    return base.replace(/(.)\1$/, "$1")
  }
  const term = (word) => (SILENT.has(word) ? null : stem(word))

  /* Words that say the same to a reader who does not know the API's own: what is not allowed is refused. */
  const ALIKE = (
    "accept allow block decline deny disallow forbid forbidden permit prohibit refuse reject|" +
    "abort break close die disconnect drop interrupt lose lost|absent lack missing|" +
    "answer completion output reply response|argument field option parameter property|" +
    "bad illegal incorrect invalid malformed wrong|big huge large|exceed exhausted over|blank empty nothing|" +
    "certificate ssl tls|cut incomplete truncate|delay wait|" +
    "deleted deprecated discontinued gone obsolete removed retired|display print show|download fetch retrieve|" +
    "embedding vector|enable support|env environment|function tool|hang slow stuck|" +
    "image photo picture screenshot vision|immediately instantly|javascript js node|library module package|" +
    "limit quota|llm model|max maximum|migrate update upgrade|order sequence|organisation organization workspace|" +
    "paid pay payment billing|parse decode|plan subscription tier|raise throw|reasoning thinking|speech voice|" +
    "transcribe transcript transcription|typescript ts"
  ).split("|").map((group) => group.split(" ").map(stem))

  const alike = new Map()
  for (const group of ALIKE) for (const one of group) alike.set(one, group.filter((other) => other !== one))

  const faint = new Set([...FAINT].map(stem))
  return { split, stem, term, alike: (one) => alike.get(one) ?? [], faint: (one) => faint.has(one) }
})()
