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
    print(error)
    sys.exit(
        f"Gave up after {time.monotonic() - started:.0f} s. Count the request lines above.\n"
        "One line means that nothing was retried. Several in a second: the waits are too short."
    )
print("Answered: nothing had to be retried.")
