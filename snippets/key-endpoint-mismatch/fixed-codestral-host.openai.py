import os
import sys

from openai import APIStatusError, OpenAI

client = OpenAI(
    api_key=os.environ["MISTRAL_API_KEY"],
    # This host serves Codestral, too.
    base_url="https://api.mistral.ai/v1",
)

try:
    for model in client.models.list():
        print(model.id)

    response = client.chat.completions.create(
        model="codestral-latest",
        messages=[{"role": "user", "content": "Write a regular expression for dates."}],
    )
    print(response.choices[0].message.content)
except APIStatusError as error:
    sys.exit(f"{error.status_code} from {error.request.url}: {error.response.text}")
