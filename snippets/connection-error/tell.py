import os
import sys

import httpx2
from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
text = ""

try:
    with client.chat.stream(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": "Name three rivers in Peru."}],
    ) as stream:
        for event in stream:
            text += str(event.data.choices[0].delta.content or "")
except httpx2.TransportError as error:
    if not text:
        sys.exit(f"{error!r}: the connection failed before the answer began.")
    sys.exit(f"{error!r}: the stream broke after {len(text)} characters.")
print("Answered to the end: nothing is wrong with the connection now.")
