import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

response = client.beta.conversations.start(
    model="ministral-8b-latest",
    inputs="What changed in the opening hours of the Louvre this year?",
    tools=[{"type": "web_search"}],
)
for entry in response.outputs:
    if entry.type == "message.output":
        print(entry.content)
