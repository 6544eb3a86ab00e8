import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

response = client.beta.conversations.start(
    # Codestral, Devstral, Ministral and Voxtral models run no built-in tools.
    model="mistral-medium-latest",
    inputs="What changed in the opening hours of the Louvre this year?",
    tools=[{"type": "web_search"}],
)
for entry in response.outputs:
    if entry.type == "message.output":
        print(entry.content)
