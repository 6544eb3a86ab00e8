import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

model = "pixtral-large-latest"  # refused on 2026-09-04

response = client.chat.complete(
    model=model,
    messages=[{"role": "user", "content": "Summarize: the export button does nothing."}],
)
print(response.choices[0].message.content)
