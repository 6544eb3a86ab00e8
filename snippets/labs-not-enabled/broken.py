import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

response = client.chat.complete(
    model="labs-leanstral-1-5-1",
    messages=[{"role": "user", "content": "Prove in Lean 4 that 2 + 2 = 4."}],
)
print(response.choices[0].message.content)
