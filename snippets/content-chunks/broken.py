# /// script
# dependencies = [
#   "mistralai>=2.10",  # SDK 1 and 2.0.4 have no `reasoning_effort`
# ]
# ///
import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
answer = ""

with client.chat.stream(
    model="mistral-small-latest",
    reasoning_effort="high",
    messages=[{"role": "user", "content": "How many days are there in 12 weeks?"}],
) as stream:
    for event in stream:
        answer += event.data.choices[0].delta.content
print(answer)
