import logging
import os
import sys

from mistralai.client import Mistral

logging.basicConfig(stream=sys.stdout)  # shows the SDK's warning, which names the day of retirement
client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
messages = [{"role": "user", "content": "Explain in two sentences why the sky is blue."}]

# Not chat.stream: the SDK's check for retired models fails there.
response = client.chat.complete(model="mistral-small-latest", messages=messages)
choice = response.choices[0]
content = choice.message.content
if isinstance(content, list):  # a reasoning model: thinking and text
    content = "".join(chunk.text for chunk in content if chunk.type == "text")
print(content)
if choice.finish_reason != "stop":
    sys.exit(f"The text is not complete: finish_reason is {choice.finish_reason}")
