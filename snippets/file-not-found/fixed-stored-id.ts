import { openAsBlob } from "node:fs";
import { Mistral } from "@mistralai/mistralai";
import { MistralError } from "@mistralai/mistralai/models/errors";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// An id that an earlier run stored.
let fileId = "7f2c4c1e-3a51-4f0b-9d3e-5c8a7b6e2d10";

try {
  await client.files.retrieve({ fileId });
} catch (error) {
  if (!(error instanceof MistralError) || error.statusCode !== 404) throw error;
  // The workspace has no such file: upload it again, and store the new id.
  const content = await openAsBlob("invoice.pdf", { type: "application/pdf" });
  const file = { fileName: "invoice.pdf", content };
  fileId = (await client.files.upload({ file, purpose: "ocr" })).id;
  console.log("Uploaded again as", fileId);
}
// By its id: the signed URL of a new file can be a 404 for some seconds.
const response = await client.ocr.process({
  model: "mistral-ocr-latest",
  document: { type: "file", fileId },
});
for (const page of response.pages) console.log(page.markdown);
