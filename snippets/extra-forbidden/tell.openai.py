import os
import sys

from openai import OpenAI, UnprocessableEntityError

client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])

try:
    response = client.chat.completions.create(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": "Suggest a name for a coffee shop."}],
        max_completion_tokens=200,
        store=False,
    )
    print(response.choices[0].message.content)
except UnprocessableEntityError as error:
    answer = error.response.json()
    message = answer.get("message")
    # Either form of the answer; a list of items in both.
    items = message.get("detail") if isinstance(message, dict) else answer.get("detail")
    for item in items or [answer]:
        print(item.get("type"), item.get("loc"), item.get("msg"))
    sys.exit(1)
