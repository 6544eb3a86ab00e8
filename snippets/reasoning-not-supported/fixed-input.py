import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# A conversation that began with a model that reasons.
thought = {"type": "text", "text": "12 weeks of 7 days are 84."}
thinking = {"type": "thinking", "thinking": [thought]}
history = [
    {"role": "user", "content": "How many days are there in 12 weeks?"},
    {"role": "assistant", "content": [thinking, {"type": "text", "text": "84"}]},
    {"role": "user", "content": "And how many hours?"},
]


def plain(item) -> dict:
    """An object of the SDK as a dictionary."""
    return item if isinstance(item, dict) else item.model_dump(by_alias=True, exclude_none=True)


def without_thinking(history: list) -> list[dict]:
    """The same conversation for a model that does not reason. Call it for each request."""
    messages = []
    for message in map(plain, history):
        content = message.get("content")
        if message["role"] == "assistant" and isinstance(content, list):
            content = [chunk for chunk in map(plain, content) if chunk["type"] != "thinking"]
            if not content and not message.get("tool_calls"):
                continue  # only thinking: the answer was cut before its text
            message = {**message, "content": content or ""}
        messages.append(message)
    return messages


response = client.chat.complete(model="ministral-3b-latest", messages=without_thinking(history))
print(response.choices[0].message.content)
