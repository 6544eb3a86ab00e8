import os

from openai import OpenAI

client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])

# A conversation that began with another provider's model.
question = {"type": "text", "text": "What is the weather in Paris?", "id": "lc_1"}
call = {
    "id": "D681PevKs",
    "type": "function",
    "name": "weather",
    "function": {"name": "weather", "arguments": '{"city": "Paris"}'},
}
thought = "I need the tool."
history = [
    {"role": "user", "content": [question]},
    {"role": "assistant", "content": "", "reasoning_content": thought, "tool_calls": [call]},
    {"role": "tool", "tool_call_id": "D681PevKs", "content": '{"celsius": 21}'},
]

# What Mistral accepts in a message of each role, in a tool call and in a part of `content`.
KEYS = {
    "system": {"role", "content"},
    "user": {"role", "content"},
    "assistant": {"role", "content", "tool_calls", "prefix"},
    "tool": {"role", "content", "tool_call_id", "name"},
    "function": {"type", "id", "function"},
    "text": {"type", "text"},
    "image_url": {"type", "image_url"},
    "document_url": {"type", "document_url", "document_name"},
    "input_audio": {"type", "input_audio"},
}


def for_mistral(item) -> dict:
    """A copy without the keys that Mistral refuses. Keep the original for other providers."""
    item = item if isinstance(item, dict) else item.model_dump(by_alias=True, exclude_none=True)
    kind = "function" if "function" in item else item.get("role") or item.get("type")
    keys = KEYS.get(kind, item.keys())
    copy = {key: value for key, value in item.items() if key in keys}
    for key in ("content", "tool_calls"):
        if isinstance(copy.get(key), list):
            copy[key] = [for_mistral(one) for one in copy[key]]
    if call := copy.get("function"):
        copy["function"] = {key: call[key] for key in ("name", "arguments")}
    return copy


response = client.chat.completions.create(
    model="mistral-small-latest", messages=[for_mistral(message) for message in history]
)
print(response.choices[0].message.content)
