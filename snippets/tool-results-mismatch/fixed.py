import os
from itertools import takewhile

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# As stored when the program was stopped: one of the two calls has a result.
history = [
    {"role": "user", "content": "Pay the invoices 17 and 18, and then tell me what you did."},
    {
        "role": "assistant",
        "tool_calls": [
            {"id": "b4Kx0TzQ1", "function": {"name": "pay", "arguments": '{"invoice": 17}'}},
            {"id": "N7pWcR2uE", "function": {"name": "pay", "arguments": '{"invoice": 18}'}},
        ],
    },
    {"role": "tool", "tool_call_id": "b4Kx0TzQ1", "name": "pay", "content": "paid"},
]


def get(message, name: str):
    return message.get(name) if isinstance(message, dict) else getattr(message, name, None)


def repaired(messages: list) -> list:
    kept = []
    for number, message in enumerate(messages, 1):
        kept.append(message)
        results = takewhile(lambda after: get(after, "role") == "tool", messages[number:])
        answered = {get(result, "tool_call_id") for result in results}
        for call in get(message, "tool_calls") or []:
            # Nothing is removed: a call without a result may still have done its work.
            if (id_ := get(call, "id")) not in answered:
                text = "interrupted: outcome unknown"
                kept.append({"role": "tool", "tool_call_id": id_, "content": text})
    return kept


response = client.chat.complete(model="mistral-small-latest", messages=repaired(history))
print(response.choices[0].message.content)
