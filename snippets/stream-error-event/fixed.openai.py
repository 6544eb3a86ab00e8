import os
import random
import time

from openai import APIConnectionError, InternalServerError, OpenAI

client = OpenAI(
    base_url="https://api.mistral.ai/v1",
    api_key=os.environ["MISTRAL_API_KEY"],
    max_retries=0,  # the loop below replaces them, so that 4 tries are 4 requests
)
messages = [{"role": "user", "content": "Explain in three paragraphs how tides work."}]
# The types of the API's 5xx. Any other error would only come again.
TEMPORARY = ("internal_server_error", "unreachable_backend", "service_tier_capacity_exceeded")

for wait in (1, 2, 4, None):
    chunk, finish_reason = None, None
    try:
        with client.chat.completions.create(
            model="mistral-small-latest", messages=messages, stream=True
        ) as stream:
            for chunk in stream:
                if not chunk.choices:  # the API's error, which came as an event of the stream
                    if not finish_reason and getattr(chunk, "type", None) not in TEMPORARY:
                        raise SystemExit(f"Refused: {chunk.to_json()}")
                    break
                print(chunk.choices[0].delta.content or "", end="", flush=True)
                finish_reason = chunk.choices[0].finish_reason or finish_reason
        failure = f"finish_reason is {finish_reason}, last event {chunk and chunk.to_json()}"
    except (APIConnectionError, InternalServerError) as error:
        failure = repr(error.__cause__ or error)
    # A complete answer is not paid for twice, even if the connection broke after it.
    if finish_reason not in (None, "error"):
        break
    print(f"\n[interrupted: {failure}]")
    if wait is None:
        raise SystemExit("No complete answer in 4 tries.")
    time.sleep(wait + random.random())
print()
