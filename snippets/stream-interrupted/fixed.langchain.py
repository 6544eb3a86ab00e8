import random
import time

import httpx
from langchain_mistralai import ChatMistralAI

llm = ChatMistralAI(model="mistral-small-latest")

for wait in (1, 2, 4, None):
    finish_reason = None
    try:
        for chunk in llm.stream("Explain in three paragraphs how tides work."):
            print(chunk.text, end="", flush=True)
            finish_reason = chunk.response_metadata.get("finish_reason") or finish_reason
        failure = f"finish_reason is {finish_reason}"
    except httpx.HTTPStatusError as error:
        if error.response.status_code < 500:  # a refused request is refused again
            raise
        failure = f"status {error.response.status_code}"
    except (httpx.NetworkError, httpx.RemoteProtocolError, httpx.TimeoutException) as error:
        failure = repr(error)
    # A complete answer is not paid for twice, even if the connection broke after it.
    if finish_reason not in (None, "error"):
        break
    print(f"\n[interrupted: {failure}]")
    if wait is None:
        raise SystemExit("No complete answer in 4 tries.")
    time.sleep(wait + random.random())
print()
