import { Mistral } from "@mistralai/mistralai";

const mistral = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const job = await mistral.fineTuning.jobs.create({
  model: "open-mistral-7b",
  trainingFiles: [{ fileId: "3e9e7f0c-5f0d-4d0b-9f0f-0d6f3b9a7c11", weight: 1 }],
  hyperparameters: { trainingSteps: 10, learningRate: 0.0001 },
});
console.log(job.id);
