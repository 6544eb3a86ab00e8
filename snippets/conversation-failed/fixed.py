import os
import sys

from mistralai.client import Mistral
from mistralai.client.errors import SDKError
from mistralai.client.utils import BackoffStrategy, RetryConfig

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"], timeout_ms=120_000)
# In milliseconds: waits of 1, 2, 4, 8, 16 and 32 s, plus up to a second at random. Together they
# exceed a minute, because a 429 is repeated as well. The time of the requests counts, too, so slow
# failures get fewer tries.
backoff = BackoffStrategy(
    initial_interval=1_000,
    max_interval=33_000,
    exponent=2,
    max_elapsed_time=60_000,
)
try:
    response = client.beta.conversations.start(
        model="mistral-medium-latest",
        inputs="Compare the opening hours of the Louvre and the Prado.",
        tools=[{"type": "web_search"}],
        # Each try begins a new conversation, so the search may run and be billed again.
        retries=RetryConfig("backoff", backoff, retry_connection_errors=False),
    )
except SDKError as error:
    if error.status_code < 500:
        raise
    sys.exit(f"{error}\nThe API kept failing. See https://status.mistral.ai and try again later.")
content = response.outputs[-1].content
if not isinstance(content, str):  # text, and its sources
    content = "".join(chunk.text for chunk in content if chunk.type == "text")
print(content)
