# /// script
# dependencies = [
#   "mistralai>=2.10",  # SDK 1 and 2.0.4 have no `reasoning_effort`
# ]
# ///
import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

response = client.chat.complete(
    model="mistral-medium-latest",
    reasoning_effort="high",
    temperature=0,
    messages=[{"role": "user", "content": "How many days are there in 12 weeks?"}],
)
content = response.choices[0].message.content
if not isinstance(content, str):  # with reasoning, a list of chunks: thinking, then text
    content = "".join(chunk.text for chunk in content if chunk.type == "text")
print(content)
