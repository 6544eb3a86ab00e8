import os
import sys

import httpx
from langchain_mistralai import ChatMistralAI

llm = ChatMistralAI(model="mistral-small-latest")

try:
    response = llm.invoke("Name three uses of beeswax.")
except httpx.HTTPStatusError as error:
    if error.response.status_code != 401:
        raise
    last4 = os.environ["MISTRAL_API_KEY"][-4:]
    sys.exit(f"401: the key ending in {last4} is refused. Check it with curl.")
print(response.content)
