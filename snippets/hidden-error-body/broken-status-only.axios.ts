import axios from "axios";

const url = "https://api.mistral.ai/v1/chat/completions";
const headers = { Authorization: `Bearer ${process.env.MISTRAL_API_KEY}` };
const body = {
  model: "mistral-small-latest",
  messages: [{ role: "user", content: "Suggest a name for a coffee shop." }],
  temperature: 2,
};

try {
  const { data } = await axios.post(url, body, { headers });
  console.log(data.choices[0].message.content);
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
}
