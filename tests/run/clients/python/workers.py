# type: ignore
"""Twelve equal tasks for eight threads of one client; whoever is refused waits for the end of the minute."""

import os
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from mistralai.client import Mistral
from mistralai.client.errors import SDKError

MINUTE = float(sys.argv[1])
client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])


def work(_: int) -> str:
    while True:
        try:
            messages = [{"role": "user", "content": "Hello"}]
            return client.chat.complete(model="mistral-small-latest", messages=messages).choices[0].message.content
        except SDKError as error:
            if error.status_code != 429:
                raise
            time.sleep(MINUTE - time.time() % MINUTE + random.random() / 10)


with ThreadPoolExecutor(8) as pool:
    print(*pool.map(work, range(12)), sep="\n")
