# /// script
# dependencies = [
#   "mistralai>=2",  # SDK 1 raises pydantic's ValidationError, which has no body
# ]
# ///
import json
import os
import random
import time

import httpx2
from mistralai.client import Mistral
from mistralai.client.errors import MistralError, ResponseValidationError

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
messages = [{"role": "user", "content": "Explain in three paragraphs how tides work."}]
# The types of the API's 5xx. Any other error would only come again.
TEMPORARY = ("internal_server_error", "unreachable_backend", "service_tier_capacity_exceeded")

for wait in (1, 2, 4, None):
    finish_reason = None
    try:
        with client.chat.stream(model="mistral-small-latest", messages=messages) as stream:
            for event in stream:
                choice = event.data.choices[0]
                content = choice.delta.content
                if isinstance(content, list):  # a reasoning model: thinking and text
                    content = "".join(chunk.text for chunk in content if chunk.type == "text")
                print(content or "", end="", flush=True)
                finish_reason = choice.finish_reason or finish_reason
        failure = f"finish_reason is {finish_reason}"
    except ResponseValidationError as error:
        # The status is 200, and the body is the event that the SDK could not read.
        data = json.loads(error.body)["data"]
        if not isinstance(data, dict) or data.get("object") != "error":
            raise  # an event that this SDK cannot read, and no error of the API
        if data.get("type") not in TEMPORARY:
            raise
        failure = error.body
    except MistralError as error:
        if error.status_code < 500:  # a refused request is refused again
            raise
        failure = f"status {error.status_code}"
    except (httpx2.NetworkError, httpx2.RemoteProtocolError, httpx2.TimeoutException) as error:
        failure = repr(error)
    # A complete answer is not paid for twice, even if the connection broke after it.
    if finish_reason not in (None, "error"):
        break
    print(f"\n[interrupted: {failure}]")
    if wait is None:
        raise SystemExit("No complete answer in 4 tries.")
    time.sleep(wait + random.random())
print()
