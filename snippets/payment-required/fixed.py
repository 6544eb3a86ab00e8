import json
import os
import sys

from mistralai.client import Mistral
from mistralai.client.errors import SDKError

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

NEXT = {
    "2300": "the month's spending limit is reached. Raise it, or wait for the next month.",
    "2303": "the API budget is used up. See the usage, then turn on pay-as-you-go or add credits.",
    None: "check the usage, the plan and the last invoice.",
}


def next_step(error: SDKError) -> str:
    # `Check your subscription…` stands in a body without a code.
    code = json.loads(error.body).get("code") if error.body.startswith("{") else None
    return NEXT.get(code, NEXT[None])


try:
    response = client.chat.complete(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": "Draft a reminder for an unpaid invoice."}],
    )
except SDKError as error:
    if error.status_code != 402:
        raise
    # It concerns every model and every worker with this key: stop them all, and tell a person.
    sys.exit(f"402: {next_step(error)}\nhttps://admin.mistral.ai/subscription\n{error.body}")
print(response.choices[0].message.content)
