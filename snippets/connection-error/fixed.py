import os
import random
import time

import httpx2
from mistralai.client import Mistral
from mistralai.client.errors import MistralError

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"], timeout_ms=60_000)


def ask(content: str, waits=(1, 2, 4)) -> str:
    for wait in (*waits, None):
        try:
            response = client.chat.complete(
                model="mistral-small-latest",
                messages=[{"role": "user", "content": content}],
            )
            return response.choices[0].message.content
        except MistralError as error:
            if wait is None or error.status_code < 500:  # a refused request is refused again
                raise
        except (httpx2.NetworkError, httpx2.RemoteProtocolError):
            # A RetryConfig does not repeat the second one. Each try may be billed.
            if wait is None:
                raise
        time.sleep(wait + random.random())


print(ask("Name three rivers in Peru."))
