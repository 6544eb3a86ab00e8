import json
import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

sources = {"0": {"title": "Nihon Hidankyo", "url": "https://en.wikipedia.org/wiki/Nihon_Hidankyo"}}
call = {"id": "F4HiRgdZp", "function": {"name": "search", "arguments": "{}"}}
content = json.dumps(sources)
result = {"role": "tool", "tool_call_id": call["id"], "name": "search", "content": content}

response = client.chat.complete(
    model="mistral-small-latest",
    messages=[
        {"role": "user", "content": "Who won the Nobel Peace Prize in 2024? Cite the sources."},
        {"role": "assistant", "tool_calls": [call]},
        result,
    ],
)
print("".join(chunk.text for chunk in response.choices[0].message.content))
