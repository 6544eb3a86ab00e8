import json
import os
import sys

from mistralai.client import Mistral
from mistralai.client.errors import HTTPValidationError

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

try:
    response = client.chat.complete(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": "Suggest a name for a coffee shop."}],
        temperature=2.0,
    )
    print(response.choices[0].message.content)
except HTTPValidationError as error:
    body = json.loads(error.body)
    for item in body.get("detail") or body["message"]["detail"]:  # bare or wrapped
        print(".".join(map(str, item["loc"])), item["type"], item["msg"], sep=" | ")
    sys.exit(1)
