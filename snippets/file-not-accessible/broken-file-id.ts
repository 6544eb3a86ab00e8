import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// An id that an earlier run stored.
const stored = "7f2c4c1e-3a51-4f0b-9d3e-5c8a7b6e2d10";

const response = await client.ocr.process({
  model: "mistral-ocr-latest",
  document: { type: "file", fileId: stored },
});
for (const page of response.pages) console.log(page.markdown);
