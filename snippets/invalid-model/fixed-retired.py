import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

choices = ["mistral-medium-3-5", "mistral-large-2512"]  # tested ones, best first
served = {card.id for card in client.models.list().data or []}
model = next((name for name in choices if name in served), None)
if model is None:
    raise SystemExit(f"This key can use none of {choices}, but: {sorted(served)}")

response = client.chat.complete(
    model=model,
    messages=[{"role": "user", "content": "Summarize: the export button does nothing."}],
)
print(response.choices[0].message.content)
