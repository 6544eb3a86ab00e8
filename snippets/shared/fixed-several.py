import os
import re

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# Begun with another provider, cut at the start, interrupted twice, with a late system message.
rome = {"id": "call_PTLP8xhu3uwZk", "function": {"name": "weather", "arguments": '"Rome"'}}
oslo = {"id": "call_Zt5cQ9mWb2LsX", "function": {"name": "weather", "arguments": '"Oslo"'}}
history = [
    {"role": "tool", "tool_call_id": "call_0fypS1hVXk3Rm", "content": "21 degrees"},
    {"role": "user", "content": "Is it warmer in Rome or in Oslo?"},
    {"role": "assistant", "content": None, "tool_calls": [rome, oslo]},
    {"role": "assistant", "content": ""},
    {"role": "tool", "tool_call_id": "call_PTLP8xhu3uwZk", "content": "27 degrees"},
    {"role": "system", "content": "Answer in one sentence."},
    {"role": "assistant", "content": "In Rome, it is"},
]


def plain(item) -> dict:
    return item if isinstance(item, dict) else item.model_dump(by_alias=True, exclude_none=True)


def repaired(history: list) -> list[dict]:
    """The same conversation as Mistral accepts it. Call it for each request; store the original."""
    history = sorted(map(plain, history), key=lambda m: m["role"] not in ("system", "developer"))
    messages, waiting, unknown = [], [], "interrupted: outcome unknown"
    for place, message in enumerate(history):
        role, content, calls, results = message["role"], message.get("content"), [], []
        if role == "tool":  # It belongs after its call. Without a call, it has to go.
            id_ = message.get("tool_call_id") or ""
            if pair := next((pair for pair in waiting if pair[0] == id_), None):
                waiting.remove(pair)
                pair[1]["content"] = content
        elif role != "assistant":
            messages.append({"role": "user" if role == "user" else "system", "content": content})
        else:
            if isinstance(content, list):  # Other providers' thinking has to go.
                ours = {"text": str, "thinking": list}
                content = [c for c in content if type(c.get(c["type"])) is ours.get(c["type"])]
            for number, call in enumerate(map(plain, message.get("tool_calls") or [])):
                new = old = call.get("id") or ""
                if not re.fullmatch("[a-zA-Z0-9]{9}", old) or any(old == id_ for id_, _ in results):
                    new = f"r{place * 1000 + number:08}"
                calls.append({"id": new, "function": call["function"]})
                # The model has to see a call without a result, which may have done its work.
                results.append((old, {"role": "tool", "tool_call_id": new, "content": unknown}))
            if content or calls:  # An empty turn has to go.
                turn = {"role": "assistant", "content": content or "", "tool_calls": calls or None}
                messages += [turn, *(result for _, result in results)]
                waiting = results + waiting
    if messages and messages[-1]["role"] == "assistant":  # The API answers only a user or a tool.
        messages[-1]["prefix"] = True  # So let the model continue its own message.
    return messages


response = client.chat.complete(model="mistral-small-latest", messages=repaired(history))
print(response.choices[0].message.content)
