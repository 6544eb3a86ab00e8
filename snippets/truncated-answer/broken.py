import os
import sys

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

response = client.chat.complete(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Explain in one paragraph how tides work."}],
    max_tokens=8,
)
choice = response.choices[0]
print(choice.message.content)
if choice.finish_reason != "stop":
    sys.exit(f"Incomplete answer of {response.model}: finish_reason {choice.finish_reason}")
