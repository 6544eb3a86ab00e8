import json
import os
import sys

from mistralai.client import Mistral
from mistralai.client.errors import SDKError

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])


def month_is_used_up(error: SDKError) -> bool:
    if error.status_code == 402:
        return error.body.startswith("{") and json.loads(error.body).get("code") == "2300"
    # Reported until January 2026: the body of any 429, and this header.
    return error.headers.get("x-ratelimit-remaining-tokens-month") == "0"


try:
    response = client.chat.complete(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": "Summarize the water cycle in one sentence."}],
    )
except SDKError as error:
    if not month_is_used_up(error):
        raise
    # Pause every worker with this key, for hours rather than seconds, and tell an administrator.
    sys.exit(
        f"{error}\n"
        "The month is used up. Raise the limit, or wait for the next month:\n"
        "https://admin.mistral.ai/subscription"
    )
print(response.choices[0].message.content)
