import json
import os
import sys

from mistralai.client import Mistral
from mistralai.client.errors import MistralError

MODEL = "mistral-large-latest"
client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

try:
    response = client.chat.complete(
        model=MODEL,
        messages=[{"role": "user", "content": "Name three uses of beeswax."}],
    )
except MistralError as error:
    body = json.loads(error.body) if error.body.startswith("{") else {}
    # Other 403s need another step: 1912 another key, 1913 an administrator.
    if body.get("code") != "1910":
        raise
    sys.exit(f"403: {MODEL} is not in your plan. Choose a listed model, or change the plan.")
print(response.choices[0].message.content)
