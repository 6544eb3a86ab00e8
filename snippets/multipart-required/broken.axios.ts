import axios, { AxiosError } from "axios";

const url = "https://api.mistral.ai/v1/audio/transcriptions";
const headers = { Authorization: `Bearer ${process.env.MISTRAL_API_KEY}` };
const body = {
  model: "voxtral-mini-latest",
  file_url: "https://docs.mistral.ai/audio/obama.mp3",
};

try {
  const { data } = await axios.post(url, body, { headers });
  console.log(data.text);
} catch (error) {
  if (!(error instanceof AxiosError)) throw error;
  // Never the error itself: it contains the request with its API key.
  const reason = JSON.stringify(error.response?.data) ?? error.message;
  console.error(error.response?.status ?? error.code, reason);
  process.exitCode = 1;
}
