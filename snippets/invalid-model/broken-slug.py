import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

response = client.chat.complete(
    model="mistral-medium-3-5-26-04",
    messages=[{"role": "user", "content": "Summarize: the export button does nothing."}],
)
print(response.choices[0].message.content)
