import os
import sys

from mistralai import MistralException
from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

try:
    response = client.chat.complete(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": "Which metals float on mercury?"}],
    )
except MistralException as error:
    if "429" in str(error):
        sys.exit("Rate limit reached: try again in the next minute.")
    sys.exit(f"Mistral failed: {error}")
print(response.choices[0].message.content)
