import os
import sys

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

response = client.chat.complete(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Explain in one paragraph how tides work."}],
    max_tokens=2_000,  # far more than the longest answer you expect, or no limit
)
choice = response.choices[0]
print(choice.message.content)
# Every cut answer has status 200, so this is the only sign of it.
if choice.finish_reason != "stop":
    sys.exit(f"Incomplete answer of {response.model}: finish_reason {choice.finish_reason}")
