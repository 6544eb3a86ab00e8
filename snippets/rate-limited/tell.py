import json
import os
import sys

from mistralai.client import Mistral
from mistralai.client.errors import MistralError

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])


def verdict(error: MistralError) -> str:
    headers = error.headers
    if error.status_code == 402:
        return "Spent money, not a rate limit. Do not retry."
    if error.status_code != 429:
        return "Not a rate limit."
    if headers.get("x-ratelimit-limit-req-minute") == "0":
        return "No quota: your plan does not include this model. Do not retry."
    if headers.get("x-ratelimit-remaining-tokens-month") == "0":
        return "The month's tokens are used up. Do not retry."
    if "x-ratelimit-limit-req-minute" in headers:
        return "Requests per minute: retry in the next minute."
    if "x-ratelimit-limit-tokens-minute" in headers:
        return "Tokens per minute: compare the limit with the size of your request."
    if error.body.startswith("{") and json.loads(error.body).get("code") == "3505":
        return "Capacity, not your limit: retry for some minutes, then use another model."
    return "No header names the limit."


try:
    client.chat.complete(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": "Suggest a title for a talk about rate limits."}],
    )
except MistralError as error:
    print(error)
    for name, value in error.headers.items():
        if name.startswith(("x-ratelimit", "retry-after", "mistral-correlation-id")):
            print(f"{name}: {value}")
    sys.exit(verdict(error))
print("Answered: no limit is reached now.")
