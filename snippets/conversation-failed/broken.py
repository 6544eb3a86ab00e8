import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

response = client.beta.conversations.start(
    model="mistral-medium-latest",
    inputs="Compare the opening hours of the Louvre and the Prado.",
    tools=[{"type": "web_search"}],
)
print(response.outputs[-1].content)
