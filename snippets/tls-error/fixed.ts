import { readFileSync } from "node:fs";
import tls from "node:tls";

import { Mistral } from "@mistralai/mistralai";

// Node's own certificates, and a PEM file with your company's root certificate. Without code:
// NODE_EXTRA_CA_CERTS=company.pem node app.ts
const file = process.env.REQUESTS_CA_BUNDLE ?? "company.pem";
tls.setDefaultCACertificates([...tls.getCACertificates("default"), readFileSync(file, "utf8")]);
const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const response = await client.chat.complete({
  model: "mistral-small-latest",
  messages: [{ role: "user", content: "How did locks work in ancient Rome?" }],
});
console.log(response.choices[0]?.message?.content);
