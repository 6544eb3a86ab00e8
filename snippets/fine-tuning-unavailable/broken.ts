const response = await fetch("https://api.mistral.ai/v1/fine_tuning/jobs", {
  method: "POST",
  headers: {
    Authorization: `Bearer ${process.env.MISTRAL_API_KEY}`,
    "Content-Type": "application/json",
  },
  body: JSON.stringify({
    model: "open-mistral-7b",
    training_files: [{ file_id: "3e9e7f0c-5f0d-4d0b-9f0f-0d6f3b9a7c11", weight: 1 }],
    hyperparameters: { training_steps: 10, learning_rate: 0.0001 },
  }),
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.json());
