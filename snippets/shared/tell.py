import json
import os
import sys

from mistralai.client import Mistral
from mistralai.client.errors import MistralError

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])


def verdict(error: MistralError) -> str:
    status, headers = error.status_code, error.headers
    requests = headers.get("x-ratelimit-limit-req-minute")
    tokens = headers.get("x-ratelimit-limit-tokens-minute")
    try:
        code = json.loads(error.body).get("code")
    except (ValueError, AttributeError):
        code = None  # not a JSON object
    if status == 401:
        return "unauthorized: the key is refused, or its plan is used up. Do not retry."
    if status == 403 and code == "1910":
        return "tier-not-allowed: your plan does not include this model. Do not retry."
    if status == 402 and code == "2300":
        return "monthly-quota: the month's spending limit is reached. Do not retry."
    if status == 402:
        return "payment-required: no plan or no budget pays for this. Do not retry."
    if code in ("3505", "3810"):
        return "capacity-exceeded: the model is full. Retry for a minute, then use another model."
    if "0" in (requests, tokens):
        return "zero-quota: your plan has no quota for this model. Do not retry."
    if headers.get("x-ratelimit-remaining-tokens-month") == "0":
        return "monthly-quota: the month's tokens are used up. Do not retry."
    if requests:
        return "rate-limited: the minute's requests are used up. Retry in the next minute."
    if tokens:
        return "rate-limited: compare the limit with the tokens of your request."
    return "Neither a code nor a header names the limit. Read the message."


try:
    client.chat.complete(
        model="mistral-small-latest",  # your model: limits differ from model to model
        messages=[{"role": "user", "content": "Hi"}],
        max_tokens=1,
    )
except MistralError as error:
    print(error)
    for name, value in error.headers.items():
        if name.startswith(("x-ratelimit", "retry-after", "mistral-correlation-id")):
            print(f"{name}: {value}")
    sys.exit(verdict(error))
print("Answered: no limit is reached now.")
