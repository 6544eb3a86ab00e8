import os

from mistralai.client import Mistral
from mistralai.client.errors import SDKError

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
log = "2026-11-23T02:14:07Z GET /orders/4711 200 38ms\n" * 200_000


def refusal(content: str):
    try:
        client.chat.complete(
            model="mistral-small-latest",
            messages=[{"role": "user", "content": content}],
            max_tokens=1,
        )
    except SDKError as error:
        return error


if error := refusal(f"Which requests were slow?\n{log}"):
    print(error)
    print("mistral-correlation-id:", error.headers.get("mistral-correlation-id"))
    if refusal("Hi"):
        print("A short request fails as well: it is the API.")
    else:
        print("A short request passes: it is the request.")
