import { openAsBlob } from "node:fs";

import { Mistral } from "@mistralai/mistralai";
import { MistralError } from "@mistralai/mistralai/models/errors";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// An id that an earlier run stored.
const stored = "7f2c4c1e-3a51-4f0b-9d3e-5c8a7b6e2d10";

const read = (fileId: string) =>
  client.ocr.process({ model: "mistral-ocr-latest", document: { type: "file", fileId } });

async function uploadAndRead() {
  const uploaded = await client.files.upload({
    file: { fileName: "invoice.pdf", content: await openAsBlob("invoice.pdf") },
    purpose: "ocr",
  });
  console.log("Uploaded again as", uploaded.id);
  return read(uploaded.id);
}

const response = await read(stored).catch((error: unknown) => {
  if (!(error instanceof MistralError)) throw error;
  const body = error.body.startsWith("{") ? JSON.parse(error.body) : {};
  if (body.code !== "1901" && body.code !== "3310") throw error;
  // OCR cannot read this id: upload the file again, and store the new id.
  return uploadAndRead();
});
for (const page of response.pages) console.log(page.markdown);
