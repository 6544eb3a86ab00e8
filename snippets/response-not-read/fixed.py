import os
import sys

import httpx2
from mistralai.client import Mistral


def note_retirement(response):
    # The SDK's own check for this header reads the whole body, which a stream does not allow.
    if day := response.headers.pop("x-model-deprecation-timestamp", None):
        print(f"The model retires on {day}.")


http = httpx2.Client(follow_redirects=True, event_hooks={"response": [note_retirement]})
client = Mistral(api_key=os.environ["MISTRAL_API_KEY"], client=http)
messages = [{"role": "user", "content": "Explain in two sentences why the sky is blue."}]
finish_reason = None

with client.chat.stream(model="mistral-small-latest", messages=messages) as stream:
    for event in stream:
        choice = event.data.choices[0]
        content = choice.delta.content
        if isinstance(content, list):  # a reasoning model: thinking and text
            content = "".join(chunk.text for chunk in content if chunk.type == "text")
        print(content or "", end="", flush=True)
        finish_reason = choice.finish_reason or finish_reason
print()
if finish_reason != "stop":
    sys.exit(f"The text is not complete: finish_reason is {finish_reason}")
