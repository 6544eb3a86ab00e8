import os
import random
import time

from openai import APIConnectionError, OpenAI

client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])
messages = [{"role": "user", "content": "Explain in three paragraphs how tides work."}]

for wait in (1, 2, 4, None):
    finish_reason = None
    try:
        with client.chat.completions.create(
            model="mistral-small-latest", messages=messages, stream=True
        ) as stream:
            for chunk in stream:
                if not chunk.choices:  # the API's error, which came as an event of the stream
                    break
                print(chunk.choices[0].delta.content or "", end="", flush=True)
                finish_reason = chunk.choices[0].finish_reason or finish_reason
        failure = f"finish_reason is {finish_reason}, last event {chunk.to_json()}"
    except APIConnectionError as error:
        failure = repr(error.__cause__)
    # A complete answer is not paid for twice, even if the connection broke after it.
    if finish_reason not in (None, "error"):
        break
    print(f"\n[interrupted: {failure}]")
    if wait is None:
        raise SystemExit("No complete answer in 4 tries.")
    time.sleep(wait + random.random())
print()
