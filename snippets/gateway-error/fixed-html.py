# /// script
# dependencies = [
#   "mistralai>=2",  # SDK 1 cannot add a status to its list: catch the error and call again
# ]
# ///
import os
import sys

from mistralai.client import Mistral
from mistralai.client.errors import SDKError
from mistralai.client.utils import BackoffStrategy, RetryConfig

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"], timeout_ms=60_000)
# In milliseconds: waits of 1, 2, 4, 8, 16 and 32 s, plus up to a second at random. Together they
# exceed a minute, because a 429 is repeated as well.
backoff = BackoffStrategy(
    initial_interval=1_000,
    max_interval=33_000,
    exponent=2,
    max_elapsed_time=60_000,
)


def answered_by(headers) -> str:
    if "mistral-correlation-id" in headers:
        return "Mistral's gateway or model server"
    return "Cloudflare" if "cf-ray" in headers else "a proxy between you and Cloudflare"


try:
    response = client.chat.complete(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": "Describe a lighthouse in one line."}],
        # For this call only: an upload or a batch job should not be sent twice.
        retries=RetryConfig(
            "backoff",
            backoff,
            retry_connection_errors=False,
            # 520 is not on the SDK's list, because it is a status of Cloudflare's own.
            status_codes_override=["429", "500", "502", "503", "504", "520"],
        ),
    )
except SDKError as error:
    if error.status_code < 500:
        raise
    sys.exit(
        f"{str(error)[:300]}\n"
        f"Answered by {answered_by(error.headers)}.\n"
        f"mistral-correlation-id: {error.headers.get('mistral-correlation-id')}\n"
        f"cf-ray: {error.headers.get('cf-ray')}\n"
        "See https://status.mistral.ai and try again later."
    )
print(response.choices[0].message.content)
