import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

stream = client.chat.stream(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Explain in two sentences why the sky is blue."}],
)
for event in stream:
    content = event.data.choices[0].delta.content
    if isinstance(content, str):
        print(content, end="", flush=True)
print()
