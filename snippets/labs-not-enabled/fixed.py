import json
import os
import sys

from mistralai.client import Mistral
from mistralai.client.errors import MistralError

MODEL = "labs-leanstral-1-5-1"
client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

try:
    response = client.chat.complete(
        model=MODEL,
        messages=[{"role": "user", "content": "Prove in Lean 4 that 2 + 2 = 4."}],
    )
except MistralError as error:
    body = json.loads(error.body) if error.body.startswith("{") else {}
    # Other 403s need another step: 1910 another plan, 1912 another key.
    if body.get("code") != "1913":
        raise
    sys.exit(f"403: {MODEL} is a Labs model, and they are off. Ask an administrator.")
print(response.choices[0].message.content)
