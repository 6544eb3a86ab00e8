import { openAsBlob } from "node:fs";
import { setTimeout } from "node:timers/promises";

import { Mistral } from "@mistralai/mistralai";
import { MistralError } from "@mistralai/mistralai/models/errors";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// An id that an earlier run stored.
const stored = "7f2c4c1e-3a51-4f0b-9d3e-5c8a7b6e2d10";

function unreadable(error: unknown): boolean {
  if (!(error instanceof MistralError)) return false;
  const body = error.body.startsWith("{") ? JSON.parse(error.body) : {};
  return body.code === "1901" || body.code === "3310";
}

async function read(fileId: string, waits: number[] = []) {
  for (let n = 0; ; n += 1) {
    try {
      return await client.ocr.process({
        model: "mistral-ocr-latest",
        document: { type: "file", fileId },
      });
    } catch (error) {
      if (n === waits.length || !unreadable(error)) throw error;
    }
    await setTimeout(waits[n]);
  }
}

async function uploadAndRead() {
  const file = { fileName: "invoice.pdf", content: await openAsBlob("invoice.pdf") };
  const uploaded = await client.files.upload({ file, purpose: "ocr" });
  console.log("Uploaded again as", uploaded.id);
  return read(uploaded.id, [1000, 2000, 4000]); // OCR cannot always read a new file at once
}

const response = await read(stored).catch((error: unknown) => {
  if (!unreadable(error)) throw error;
  // OCR cannot read this id: upload the file again, and store the new id.
  return uploadAndRead();
});
for (const page of response.pages) console.log(page.markdown);
