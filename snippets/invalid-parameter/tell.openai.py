import os
import sys

from openai import OpenAI, UnprocessableEntityError

client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])

try:
    response = client.chat.completions.create(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": "Suggest a name for a coffee shop."}],
        temperature=2.0,
    )
    print(response.choices[0].message.content)
except UnprocessableEntityError as error:
    body = error.response.json()
    for item in body.get("detail") or body["message"]["detail"]:  # bare or wrapped
        print(".".join(map(str, item["loc"])), item["type"], item["msg"], sep=" | ")
    sys.exit(1)
