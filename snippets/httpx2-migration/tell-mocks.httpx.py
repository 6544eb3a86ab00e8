import os

import respx
from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

with respx.mock(base_url="https://api.mistral.ai") as api:
    api.post("/v1/chat/completions").respond(503)
    response = client.chat.complete(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": "Which rivers flow north?"}],
    )
    print(response.choices[0].message.content)
