import hashlib
import os
import re

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# A conversation that began with another provider's model.
call = {
    "id": "call_PTLP8xhu3uwZk4l3nlnrrJha",
    "function": {"name": "weather", "arguments": '{"city": "Paris"}'},
}
history = [
    {"role": "user", "content": "What is the weather in Paris?"},
    {"role": "assistant", "tool_calls": [call]},
    {"role": "tool", "tool_call_id": call["id"], "name": "weather", "content": '{"celsius": 21}'},
]


def plain(item) -> dict:
    """An object of the SDK as a dictionary."""
    return item if isinstance(item, dict) else item.model_dump(by_alias=True, exclude_none=True)


def mapped(history: list) -> list[dict]:
    """The same conversation, with ids that Mistral accepts. Call it for each request."""
    messages, waiting = [], []
    for place, message in enumerate(map(plain, history)):
        if calls := message.get("tool_calls"):
            calls, waiting = [plain(call) for call in calls], []
            for number, call in enumerate(calls):
                new = old = call.get("id")
                taken = any(old == other for other, _ in waiting)
                if taken or not re.fullmatch("[a-zA-Z0-9]{9}", old or ""):
                    # The place tells apart calls whose ids are empty or equal.
                    new = hashlib.sha256(f"{place} {number} {old}".encode()).hexdigest()[:9]
                waiting.append((old, new))
            calls = [{**call, "id": new} for call, (_, new) in zip(calls, waiting, strict=True)]
            message = {**message, "tool_calls": calls}
        elif message["role"] == "tool":
            old = message.get("tool_call_id")
            if pair := next((pair for pair in waiting if pair[0] == old), None):
                waiting.remove(pair)
                message = {**message, "tool_call_id": pair[1]}
        messages.append(message)
    return messages


response = client.chat.complete(model="mistral-large-latest", messages=mapped(history))
print(response.choices[0].message.content)
