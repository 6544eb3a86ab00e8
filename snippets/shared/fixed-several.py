import os

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


def repaired(history: list, cut_off=False) -> tuple[list[dict], list[dict]]:
    """The history as Mistral accepts it, and the messages that it refuses."""
    history = sorted(map(plain, history), key=lambda m: m["role"] not in ("system", "developer"))
    messages, waiting, orphans, unknown = [], {}, [], "interrupted: outcome unknown"
    for place, message in enumerate(history):
        role, text, calls, results, own = message["role"], message.get("content"), [], [], {}
        if role == "tool" and (same_id := waiting.get(message.get("tool_call_id") or "")):
            same_id.pop(0)["content"] = text  # It belongs directly after its call.
        elif role in ("user", "system", "developer"):
            messages.append({"role": "user" if role == "user" else "system", "content": text})
        elif role != "assistant":
            orphans.append(message)  # Also a role that Mistral lacks, such as `function`.
        else:
            if isinstance(text, list):  # Other providers' thinking has to go.
                parts, ours = map(plain, text), ("text", "reference")
                text = [c for c in parts if c["type"] in ours or type(c.get("thinking")) is list]
            for number, call in enumerate(map(plain, message.get("tool_calls") or [])):
                new = old = call.get("id") or ""
                if old in own or not (len(old) == 9 and old.isascii() and old.isalnum()):
                    new = f"r{place * 1000 + number:08}"
                calls.append({"id": new, "function": call["function"]})
                results.append({"role": "tool", "tool_call_id": new, "content": unknown})
                own.setdefault(old, []).append(results[-1])
            if text or calls:  # An empty turn has to go.
                turn = {"role": role, "content": text or "", "tool_calls": calls or None}
                messages += [turn, *results]
                waiting |= own
    if cut_off and messages and messages[-1]["role"] == "assistant":
        messages[-1]["prefix"] = True  # The model continues this answer.
    return messages, orphans


messages, orphans = repaired(history, cut_off=True)
print("Not sent:", orphans)
response = client.chat.complete(model="mistral-large-latest", messages=messages)
print(response.choices[0].message.content)
