import os

from openai import OpenAI

client = OpenAI(base_url="https://vllm.example.com/v1", api_key=os.environ["VLLM_API_KEY"])


def parts(content: str | list) -> list:
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def alternating(messages: list[dict]) -> list[dict]:
    """Joins user messages that follow each other. The messages given stay unchanged."""
    joined: list[dict] = []
    for message in messages:
        last = joined[-1] if joined else {}
        if message["role"] != "user" or last.get("role") != "user":
            joined.append(dict(message))
        elif isinstance(last["content"], str) and isinstance(message["content"], str):
            last["content"] = f"{last['content']}\n\n{message['content']}"
        else:
            last["content"] = parts(last["content"]) + parts(message["content"])
    return joined


response = client.chat.completions.create(
    model="mistralai/Mistral-7B-Instruct-v0.3",
    messages=alternating(
        [
            {"role": "system", "content": "Answer in one sentence."},
            {"role": "user", "content": "What is the capital of Ontario?"},
            {"role": "user", "content": "And when was it founded?"},
        ]
    ),
)
print(response.choices[0].message.content)
