import os

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
    groups = []  # whole turns, and after the last question whole rounds of calls and results
    for index, message in enumerate(history):
        begins = "user" if index <= last else "assistant"
        if not groups or role(message) in ("system", begins):
            groups.append([])
        groups[-1].append(message)
    needed = [group for group in groups if role(group[0]) == "system" or history[last] in group]
    room = budget - sum(map(tokens, needed))
    if room < 0:
        raise ValueError("The system message and the question alone are too long. Split them.")
    kept = []
    for group in reversed(groups):
        if group not in needed:
            room -= tokens(group)
        if group in needed or room >= 0:
            kept = group + kept
    return kept


def tokens(messages: list) -> int:
    """An estimate that is rather too high: English text has about four characters per token."""
    return len(str(messages)) // 3


def role(message) -> str:
    return message["role"] if isinstance(message, dict) else message.role


CONTEXT = 131_072  # `max_context_length` of ministral-3b-latest in GET /v1/models, 2026-08-14
ANSWER = 2_000

response = client.chat.complete(
    model="ministral-3b-latest", max_tokens=ANSWER, messages=fitting(history, CONTEXT - ANSWER)
)
print(response.choices[0].message.content)
