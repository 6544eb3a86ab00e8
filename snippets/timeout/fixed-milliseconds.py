import os

from mistralai.client import Mistral

client = Mistral(
    api_key=os.environ["MISTRAL_API_KEY"],
    timeout_ms=600_000,  # 600 seconds
)

response = client.chat.complete(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Explain in three paragraphs how tides work."}],
)
print(response.choices[0].message.content)
