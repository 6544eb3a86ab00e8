import { setTimeout } from "node:timers/promises";

import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const questions = ["Which is the longest river of Europe?", "Which is its highest mountain?"];
const rows = questions.map((content, n) => ({
  custom_id: String(n),
  body: { messages: [{ role: "user", content }] },
}));

// JSON Lines: one request per line, without a list around them.
const content = rows.map((row) => JSON.stringify(row)).join("\n");
const uploaded = await client.files.upload({
  file: { fileName: "questions.jsonl", content: new Blob([content]) },
  purpose: "batch",
});
let job = await client.batch.jobs.create({
  inputFiles: [uploaded.id],
  model: "mistral-small-latest",
  endpoint: "/v1/chat/completions",
});
while (job.status === "QUEUED" || job.status === "RUNNING") {
  await setTimeout(2000);
  job = await client.batch.jobs.get({ jobId: job.id });
}
console.log(job.status);
if (!job.outputFile) throw new Error(`No row succeeded. See the error file ${job.errorFile}.`);
const chunks: Uint8Array[] = [];
const output = await client.files.download({ fileId: job.outputFile });
for await (const chunk of output) chunks.push(chunk);
for (const line of Buffer.concat(chunks).toString().trim().split("\n")) {
  console.log(JSON.parse(line).response.body.choices[0].message.content);
}
