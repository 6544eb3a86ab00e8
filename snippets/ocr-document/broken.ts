import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });
const url =
  "https://raw.githubusercontent.com/mistralai/cookbook/refs/heads/main/mistral/ocr/receipt.png";

const response = await client.ocr.process({
  model: "mistral-ocr-latest",
  document: { type: "document_url", documentUrl: url },
});
for (const page of response.pages) console.log(page.markdown);
