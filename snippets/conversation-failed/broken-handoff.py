import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

writer = client.beta.agents.create(
    model="mistral-small-latest",
    name="writer",
    description="Writes the answer.",
)
finder = client.beta.agents.create(
    model="mistral-medium-latest",
    name="finder",
    instructions="Search the web, then hand over to the writer.",
    tools=[{"type": "web_search"}],
    handoffs=[writer.id],
)
response = client.beta.conversations.start(
    agent_id=finder.id,
    inputs="Compare the opening hours of the Louvre and the Prado.",
)
print(response.outputs[-1].content)
