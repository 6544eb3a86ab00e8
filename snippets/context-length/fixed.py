import os
import re

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# A conversation that grows with every turn.
history = [{"role": "system", "content": "You advise a beekeeper."}]
for week in range(1, 401):
    advice = f"In week {week}: " + "Check the hives for food and mites. " * 40
    history.append({"role": "user", "content": f"What should I do in week {week}?"})
    history.append({"role": "assistant", "content": advice})
history.append({"role": "user", "content": "What did you say about week 400?"})


def fitting(history: list, budget: int) -> list:
    """The newest part of the conversation that fits. The stored history stays as it is."""
    last = max(index for index, one in enumerate(history) if role(one) == "user")
    groups, needed = [], []  # whole turns, and after the last question whole rounds with tools
    for index, message in enumerate(history):
        begins = "user" if index <= last else "assistant"
        if not groups or role(message) in ("system", begins):
            groups.append([])
            needed.append(role(message) == "system")
        groups[-1].append(message)
        needed[-1] = needed[-1] or index == last
    needed[-1] = True  # without the newest results, the model would call the tools again
    room = budget - sum(tokens(group) for group, keep in zip(groups, needed, strict=True) if keep)
    if room < 0:
        raise ValueError("The question, the newest results and the system message are too long.")
    kept = []
    for group, keep in zip(reversed(groups), reversed(needed), strict=True):
        room -= 0 if keep else tokens(group)
        if keep or room >= 0:
            kept = group + kept
    return kept


def tokens(messages: list) -> int:
    """An estimate that is rather too high: English text has about four characters per token."""
    # An image costs by its size in pixels, not by its bytes: 4,000 tokens are a guess.
    text = re.sub(r"data:image/[^'\"]+", "x" * 12_000, str(messages))
    return len(text.encode()) // 3  # bytes, because other scripts need more tokens


def role(message) -> str:
    return message["role"] if isinstance(message, dict) else message.role


CONTEXT = 131_072  # `max_context_length` of ministral-3b-latest in GET /v1/models, 2026-08-14
ANSWER = 2_000

response = client.chat.complete(
    model="ministral-3b-latest", max_tokens=ANSWER, messages=fitting(history, CONTEXT - ANSWER)
)
print(response.choices[0].message.content)
