import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
log = "2026-11-23T02:14:07Z GET /orders/4711 200 38ms\n" * 200_000

# The end of the log, in characters: a prompt has to fit the model.
prompt = f"Which requests were slow?\n{log[-100_000:]}"
response = client.chat.complete(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": prompt}],
)
print(response.choices[0].message.content)
