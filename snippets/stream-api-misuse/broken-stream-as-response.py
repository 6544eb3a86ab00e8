import os
import sys

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

response = client.chat.stream(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Explain in two sentences why the sky is blue."}],
)
choice = response.choices[0]
content = choice.message.content
if isinstance(content, list):  # a reasoning model: thinking and text
    content = "".join(chunk.text for chunk in content if chunk.type == "text")
print(content or "")
if choice.finish_reason != "stop":
    sys.exit(f"The text is not complete: finish_reason is {choice.finish_reason}")
