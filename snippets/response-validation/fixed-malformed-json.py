import json
import os
import time

from mistralai.client import Mistral
from mistralai.client.errors import ResponseValidationError

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])


def is_json(body: str) -> bool:
    try:
        json.loads(body)
    except ValueError:
        return False
    return True


def complete(messages: list, tries: int = 3):
    for attempt in range(1, tries + 1):
        try:
            return client.chat.complete(model="mistral-small-latest", messages=messages)
        except ResponseValidationError as error:
            # Complete JSON that the SDK cannot read comes back the same. A cut body does not.
            if is_json(error.body) or attempt == tries:
                raise
            time.sleep(2**attempt)


response = complete([{"role": "user", "content": "Suggest a name for a coffee shop."}])
print(response.choices[0].message.content)
