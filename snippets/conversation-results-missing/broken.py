import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

invoice = {"type": "object", "properties": {"number": {"type": "integer"}}}
pay = {"name": "pay", "description": "Pays an invoice.", "parameters": invoice}

# The model calls `pay`. Here the program is stopped, so the call gets no result.
turn = client.beta.conversations.start(
    model="mistral-small-latest",
    inputs="Pay invoice 17.",
    tools=[{"type": "function", "function": pay}],
)

# Later, with the stored id:
response = client.beta.conversations.append(
    conversation_id=turn.conversation_id,
    inputs="Which invoices did you pay?",
    completion_args={"tool_choice": "none"},
)
print(response.outputs[-1].content)
