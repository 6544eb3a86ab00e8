import json
import os
import sys

from openai import OpenAI, UnprocessableEntityError

client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])


def items(body: str) -> list[dict]:
    try:
        answer = json.loads(body)
        message = answer.get("message")
    except (ValueError, AttributeError):
        return []  # not a JSON object
    found = message.get("detail") if isinstance(message, dict) else answer.get("detail")
    return found if isinstance(found, list) else []


# One mistake, two items: only the second says that the part has no `type`.
part = {"text": "Suggest a name for a coffee shop."}

try:
    response = client.chat.completions.create(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": [part]}],
    )
    print(response.choices[0].message.content)
except UnprocessableEntityError as error:
    found = items(error.response.text)
    for item in found:
        print(".".join(map(str, item["loc"])), item["type"], item["msg"], sep=" | ")
    if not found:
        print(error.response.text)  # a message without items, such as "Could not get file."
    sys.exit(1)
