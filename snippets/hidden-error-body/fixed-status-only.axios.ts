import axios, { AxiosError } from "axios";

const url = "https://api.mistral.ai/v1/chat/completions";
const headers = { Authorization: `Bearer ${process.env.MISTRAL_API_KEY}` };
const body = {
  model: "mistral-small-latest",
  messages: [{ role: "user", content: "Suggest a name for a coffee shop." }],
  temperature: 1, // the body named this field
};

try {
  const { data } = await axios.post(url, body, { headers });
  console.log(data.choices[0].message.content);
} catch (error) {
  if (!(error instanceof AxiosError)) throw error;
  // Never the error itself: it contains the request with its API key.
  const reason = JSON.stringify(error.response?.data) ?? error.message;
  console.error(error.response?.status ?? error.code, reason);
  process.exitCode = 1;
}
