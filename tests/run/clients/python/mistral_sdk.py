# type: ignore
"""The official SDK, whichever major is installed: a chat and a stream."""

import os

try:
    from mistralai.client import Mistral
except ImportError:
    from mistralai import Mistral

with Mistral(api_key=os.environ["MISTRAL_API_KEY"]) as client:
    messages = [{"role": "user", "content": "Hello"}]
    print(client.chat.complete(model="mistral-small-latest", messages=messages).choices[0].message.content)
    pieces = []
    for event in client.chat.stream(model="mistral-small-latest", messages=messages):
        pieces.append(event.data.choices[0].delta.content or "")
    print("".join(pieces))
