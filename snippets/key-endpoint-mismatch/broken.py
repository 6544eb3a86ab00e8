import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["CODESTRAL_API_KEY"])

response = client.chat.complete(
    model="codestral-latest",
    messages=[{"role": "user", "content": "Suggest a name for a sorting function."}],
)
print(response.choices[0].message.content)
