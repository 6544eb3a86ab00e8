import { openAsBlob } from "node:fs";
import { Mistral } from "@mistralai/mistralai";
import { MistralError } from "@mistralai/mistralai/models/errors";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// An id that an earlier run stored.
const stored = "7f2c4c1e-3a51-4f0b-9d3e-5c8a7b6e2d10";

async function signedUrl() {
  try {
    return await client.files.getSignedUrl({ fileId: stored });
  } catch (error) {
    if (!(error instanceof MistralError) || error.statusCode !== 404) throw error;
    // The workspace has no such file: upload it again, and store the new id.
    const content = await openAsBlob("invoice.pdf", { type: "application/pdf" });
    const uploaded = await client.files.upload({
      file: { fileName: "invoice.pdf", content },
      purpose: "ocr",
    });
    console.log("Uploaded again as", uploaded.id);
    return await client.files.getSignedUrl({ fileId: uploaded.id });
  }
}

const signed = await signedUrl();
const response = await client.ocr.process({
  model: "mistral-ocr-latest",
  document: { type: "document_url", documentUrl: signed.url },
});
for (const page of response.pages) console.log(page.markdown);
