import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

model = "mistral-large-2411"  # retired on 2026-05-31

response = client.chat.complete(
    model=model,
    messages=[{"role": "user", "content": "Summarize: the export button does nothing."}],
)
print(response.choices[0].message.content)
