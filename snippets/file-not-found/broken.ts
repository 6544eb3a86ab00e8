import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });
const file = { fileName: "invoice.pdf", content: new Blob(["%PDF-1.4\n"]) };

// Two jobs get the same document, so both uploads have the same id.
const texts = await client.files.upload({ file, purpose: "ocr" });
const images = await client.files.upload({ file, purpose: "ocr" });

for (const uploaded of [texts, images]) {
  const signed = await client.files.getSignedUrl({ fileId: uploaded.id });
  const response = await client.ocr.process({
    model: "mistral-ocr-latest",
    document: { type: "document_url", documentUrl: signed.url },
    includeImageBase64: uploaded === images,
  });
  await client.files.delete({ fileId: uploaded.id });
  console.log(response.pages[0]?.markdown);
}
