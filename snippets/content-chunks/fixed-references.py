import json
import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

sources = {"0": {"title": "Nihon Hidankyo", "url": "https://en.wikipedia.org/wiki/Nihon_Hidankyo"}}
call = {"id": "F4HiRgdZp", "function": {"name": "search", "arguments": "{}"}}
content = json.dumps(sources)
result = {"role": "tool", "tool_call_id": call["id"], "name": "search", "content": content}


def read(content):
    """Returns text and cited ids of a message's content, or of a stream's delta."""
    if isinstance(content, str):
        return content, []
    text, ids = "", []
    for chunk in content or []:
        if chunk.type == "text":
            text += chunk.text
        elif chunk.type == "reference":
            ids += chunk.reference_ids
    return text, ids


response = client.chat.complete(
    model="mistral-small-latest",
    messages=[
        {"role": "user", "content": "Who won the Nobel Peace Prize in 2024? Cite the sources."},
        {"role": "assistant", "tool_calls": [call]},
        result,
    ],
)
text, ids = read(response.choices[0].message.content)
print(text)
for id in dict.fromkeys(map(str, ids)):  # numbers or strings, and not all of them are keys
    if id in sources:
        print(sources[id]["title"], sources[id]["url"])
