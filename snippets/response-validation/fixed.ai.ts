import { createMistral } from "@ai-sdk/mistral";
import { APICallError, generateText } from "ai";

const mistral = createMistral({ apiKey: process.env.MISTRAL_API_KEY });

type Part = { type: string; text?: string };

async function ask(prompt: string): Promise<string> {
  try {
    const { text } = await generateText({ model: mistral("mistral-small-latest"), prompt });
    return text;
  } catch (error) {
    // Status 200: the API has answered, and only the provider's schema is too old to read it.
    if (!APICallError.isInstance(error) || error.statusCode !== 200) throw error;
    let content: string | Part[] | undefined;
    try {
      content = JSON.parse(error.responseBody ?? "").choices[0].message.content;
    } catch {
      throw error; // the body was cut, or holds no answer
    }
    if (typeof content === "string") return content;
    if (!Array.isArray(content)) throw error; // no text in it, such as an error or a tool call
    return content.map((part) => (part.type === "text" ? (part.text ?? "") : "")).join("");
  }
}

console.log(await ask("Suggest a name for a coffee shop."));
