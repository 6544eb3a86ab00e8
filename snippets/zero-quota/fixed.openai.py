import os
import sys

from openai import OpenAI, RateLimitError

MODEL = "mistral-small-latest"
client = OpenAI(
    base_url="https://api.mistral.ai/v1",
    api_key=os.environ["MISTRAL_API_KEY"],
    max_retries=0,  # by default it asks three times, whatever the limit is
)

try:
    response = client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": "Suggest a name for a sailing boat."}],
    )
except RateLimitError as error:
    # The body is that of a used-up minute. Only the limit tells them apart.
    requests = error.response.headers.get("x-ratelimit-limit-req-minute")
    tokens = error.response.headers.get("x-ratelimit-limit-tokens-minute")
    if "0" not in (requests, tokens):
        raise
    sys.exit(
        f"429 with a limit of 0: this plan has no quota for {MODEL}.\n"
        "Use a model with a limit above 0, or change the plan:\n"
        "https://admin.mistral.ai/plateforme/limits"
    )
print(response.choices[0].message.content)
