import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

response = client.beta.conversations.start(
    model="mistral-medium-latest",
    inputs="What changed in the opening hours of the Louvre this year?",
    # One of the two: the premium search replaces the other one.
    tools=[{"type": "web_search_premium"}],
)
for entry in response.outputs:
    if entry.type == "message.output":
        print(entry.content)
