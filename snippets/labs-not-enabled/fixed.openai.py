import os
import sys

from openai import OpenAI, PermissionDeniedError

MODEL = "labs-leanstral-1-5-1"
client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])

try:
    response = client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": "Prove in Lean 4 that 2 + 2 = 4."}],
    )
except PermissionDeniedError as error:
    # Other 403s need another step: 1910 another plan, 1912 another key.
    if error.code != "1913":
        raise
    sys.exit(f"403: {MODEL} is a Labs model, and they are off. Ask an administrator.")
print(response.choices[0].message.content)
