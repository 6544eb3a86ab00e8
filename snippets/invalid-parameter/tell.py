import json
import os
import sys

from mistralai.client import Mistral
from mistralai.client.errors import MistralError

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])


def items(body: str) -> list[dict]:
    try:
        answer = json.loads(body)
        message = answer.get("message")
    except (ValueError, AttributeError):
        return []  # not a JSON object
    found = message.get("detail") if isinstance(message, dict) else answer.get("detail")
    return found if isinstance(found, list) else []


try:
    response = client.chat.complete(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": "Suggest a name for a coffee shop."}],
        temperature=2.0,
    )
    print(response.choices[0].message.content)
except MistralError as error:
    if error.status_code != 422:
        raise
    found = items(error.body)
    for item in found:
        print(".".join(map(str, item["loc"])), item["type"], item["msg"], sep=" | ")
    if not found:
        print(error.body)  # a message without items, such as "Could not get file."
    sys.exit(1)
