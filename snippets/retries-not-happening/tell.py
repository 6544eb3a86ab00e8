import logging
import os
import sys
import time

from mistralai.client import Mistral
from mistralai.client.errors import MistralError

logging.basicConfig(level=logging.INFO)  # the HTTP client logs a line for each request
client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

started = time.monotonic()
try:
    client.chat.complete(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": "Suggest a name for a coffee shop."}],
    )
except MistralError as error:
    seconds = time.monotonic() - started
    sys.exit(
        f"Gave up after {seconds:.0f} s, status {error.status_code}. Count the lines above:\n"
        "one line means that nothing was retried. Several in a second: the waits are too short."
    )
print("Answered: nothing had to be retried.")
