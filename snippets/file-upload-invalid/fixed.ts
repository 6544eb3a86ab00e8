import { setTimeout } from "node:timers/promises";

import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

async function text(fileId: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await client.files.download({ fileId })) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

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
console.log(`${job.status}: ${job.failedRequests} of ${job.totalRequests} rows failed`);
if (job.errorFile) console.log(await text(job.errorFile));
if (!job.outputFile) throw new Error("No row succeeded.");
const answers = new Map();
for (const line of (await text(job.outputFile)).trim().split("\n")) {
  const row = JSON.parse(line);
  answers.set(row.custom_id, row.response.body.choices[0].message.content);
}
// undefined: the row is in the error file
for (const row of rows) console.log(answers.get(row.custom_id));
