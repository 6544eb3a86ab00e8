import { openAsBlob } from "node:fs";

import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// Fetch the document where you have access to it, and upload its bytes.
const uploaded = await client.files.upload({
  file: { fileName: "invoice.pdf", content: await openAsBlob("invoice.pdf") },
  purpose: "ocr",
});
const response = await client.ocr.process({
  model: "mistral-ocr-latest",
  document: { type: "file", fileId: uploaded.id },
});
for (const page of response.pages) console.log(page.markdown);
