import os
import sys

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
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
