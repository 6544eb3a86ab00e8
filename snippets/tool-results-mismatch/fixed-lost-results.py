import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# As stored when the user stopped the program while the tool was running.
history = [
    {"role": "user", "content": "What is the weather in Paris?"},
    {
        "role": "assistant",
        "tool_calls": [
            {"id": "b4Kx0TzQ1", "function": {"name": "weather", "arguments": '{"city": "Paris"}'}}
        ],
    },
    {"role": "user", "content": "Never mind. Which river flows through Paris?"},
]


def repaired(messages: list[dict]) -> list[dict]:
    kept, turn, waiting = [], [], set()
    for message in messages:
        if message["role"] == "tool":
            if message["tool_call_id"] in waiting:
                waiting.remove(message["tool_call_id"])
                turn.append(message)
                # Calls stay only with all of their results, results only with their call.
                kept += [] if waiting else turn
            continue
        turn, waiting = [message], {call["id"] for call in message.get("tool_calls") or []}
        if waiting or (message["role"] == "assistant" and not message.get("content")):
            continue
        if kept and kept[-1]["role"] == "tool" and message["role"] != "assistant":
            kept.append({"role": "assistant", "content": "(interrupted)"})
        kept.append(message)
    return kept


response = client.chat.complete(model="mistral-small-latest", messages=repaired(history))
print(response.choices[0].message.content)
