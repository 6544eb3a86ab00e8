import os
import ssl

import httpx2
from mistralai.client import Mistral

# The system's certificates, and those in the file that requests uses: a PEM file with your
# company's root certificate.
trust = ssl.create_default_context()
trust.load_verify_locations(os.environ["REQUESTS_CA_BUNDLE"])
client = Mistral(
    api_key=os.environ["MISTRAL_API_KEY"],
    client=httpx2.Client(verify=trust),
)

response = client.chat.complete(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "How did locks work in ancient Rome?"}],
)
print(response.choices[0].message.content)
