import sys

import httpx
from langchain_mistralai import ChatMistralAI

llm = ChatMistralAI(model="mistral-small-latest")

try:
    response = llm.invoke("Name three uses of beeswax.")
except httpx.HTTPStatusError as error:
    if error.response.status_code != 401:
        raise
    sys.exit("401: MISTRAL_API_KEY is refused. New key: https://console.mistral.ai/api-keys")
print(response.content)
