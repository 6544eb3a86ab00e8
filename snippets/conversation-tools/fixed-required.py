import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

response = client.beta.conversations.start(
    model="mistral-medium-latest",
    inputs="What changed in the opening hours of the Louvre this year?",
    tools=[{"type": "web_search"}],
    # A built-in tool cannot be forced, so ask for it, and check that it ran.
    instructions="Search the web before you answer.",
    completion_args={"tool_choice": "auto"},
)
if not any(entry.type == "tool.execution" for entry in response.outputs):
    raise SystemExit("The model did not search the web.")
for entry in response.outputs:
    if entry.type == "message.output":
        print(entry.content)
