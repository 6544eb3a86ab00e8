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

response = client.chat.complete(model="ministral-3b-latest", max_tokens=2_000, messages=history)
print(response.choices[0].message.content)
