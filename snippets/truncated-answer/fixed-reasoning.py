# /// script
# dependencies = [
#   "mistralai>=2.10",  # SDK 1 and 2.0.4 have no reasoning_effort
# ]
# ///
import os
import sys

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

response = client.chat.complete(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "What is 17 * 23? Explain each step."}],
    reasoning_effort="high",
    max_tokens=20_000,  # the thinking counts, too
)
choice = response.choices[0]
content = choice.message.content
if isinstance(content, list):  # thinking and text
    content = "".join(chunk.text for chunk in content if chunk.type == "text")
print(content)
# The thinking comes first. If it is cut, there is no text at all.
if choice.finish_reason != "stop":
    sys.exit(f"Incomplete answer of {response.model}: finish_reason {choice.finish_reason}")
