import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])


def text(content) -> str:
    if isinstance(content, str):
        return content
    return "".join(chunk.text for chunk in content if chunk.type == "text")  # without the sources


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
question = "Compare the opening hours of the Louvre and the Prado."
agent_id, found = finder.id, ""
for _ in range(5):
    response = client.beta.conversations.start(
        agent_id=agent_id,
        inputs=question + found,
        # The API names the next agent, and this program calls it.
        handoff_execution="client",
    )
    for entry in response.outputs:
        if entry.type == "message.output":
            found += f"\n\nFound so far: {text(entry.content)}"
    handoffs = [entry for entry in response.outputs if entry.type == "agent.handoff"]
    if not handoffs:
        break
    agent_id = handoffs[-1].next_agent_id
else:
    raise SystemExit("No answer after 5 handoffs.")
print(text(response.outputs[-1].content))
