import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });
const file = { fileName: "invoice.pdf", content: new Blob(["%PDF-1.4\n"]) };

// Both jobs use one upload, and no job deletes it. Delete it when all jobs are done.
const uploaded = await client.files.upload({ file, purpose: "ocr" });

for (const images of [false, true]) {
  const response = await client.ocr.process({
    model: "mistral-ocr-latest",
    document: { type: "file", fileId: uploaded.id },
    includeImageBase64: images,
  });
  console.log(response.pages[0]?.markdown);
}
