import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

stream = client.chat.stream(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Explain in two sentences why the sky is blue."}],
)
print(stream.choices[0].message.content)
