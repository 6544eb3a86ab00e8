import os
import sys

from openai import OpenAI, PermissionDeniedError

MODEL = "mistral-large-latest"
client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])

try:
    response = client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": "Name three uses of beeswax."}],
    )
except PermissionDeniedError as error:
    # Other 403s need another step: 1912 another key, 1913 an administrator.
    if error.code != "1910":
        raise
    sys.exit(f"403: {MODEL} is not in your plan. Choose a listed model, or change the plan.")
print(response.choices[0].message.content)
