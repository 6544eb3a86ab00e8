import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const model = "mistral-medium-3-5"; // the docs' successor of pixtral-large-latest, tested by you

const response = await client.chat.complete({
  model: model,
  messages: [{ role: "user", content: "Summarize: the export button does nothing." }],
});
// A retired name can be answered by another model.
if (response.model !== model) console.warn(`asked for ${model}, answered by ${response.model}`);
console.log(response.choices[0].message?.content);
