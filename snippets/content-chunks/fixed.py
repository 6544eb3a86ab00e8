# /// script
# dependencies = [
#   "mistralai>=2.10",  # SDK 1 and 2.0.4 have no `reasoning_effort`
# ]
# ///
import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
answer = ""


def read(content):
    """Returns text, thinking and cited ids, of a message or a stream's delta."""
    if isinstance(content, str):
        return content, "", []
    text, thinking, ids = "", "", []
    for chunk in content or []:  # None and Unset are false
        if chunk.type == "text":
            text += chunk.text
        elif chunk.type == "thinking":
            for part in chunk.thinking:
                thinking += part.text if part.type == "text" else ""
        elif chunk.type == "reference":
            ids += chunk.reference_ids
    return text, thinking, ids


with client.chat.stream(
    model="mistral-small-latest",
    reasoning_effort="high",
    messages=[{"role": "user", "content": "How many days are there in 12 weeks?"}],
) as stream:
    for event in stream:
        text, thinking, ids = read(event.data.choices[0].delta.content)
        answer += text
print(answer)
