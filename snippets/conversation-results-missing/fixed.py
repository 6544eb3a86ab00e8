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


def close_calls(conversation_id: str) -> None:
    entries = client.beta.conversations.get_history(conversation_id=conversation_id).entries
    done = [entry.tool_call_id for entry in entries if entry.type == "function.result"]
    calls = [entry for entry in entries if entry.type == "function.call"]
    # The call may have done its work, so do not tell the model that it failed.
    text = "interrupted: outcome unknown"
    results = [
        {"type": "function.result", "tool_call_id": call.tool_call_id, "result": text}
        for call in calls
        # A pending call waits for the user's decision, not for a result. SDK 1 does not know it.
        if call.tool_call_id not in done and getattr(call, "confirmation_status", "") != "pending"
    ]
    if results:
        client.beta.conversations.append(
            conversation_id=conversation_id,
            inputs=results,
            completion_args={"tool_choice": "none"},  # Otherwise the model may call again.
        )


# Later, with the stored id:
close_calls(turn.conversation_id)
response = client.beta.conversations.append(
    conversation_id=turn.conversation_id,
    inputs="Which invoices did you pay?",
    completion_args={"tool_choice": "none"},
)
print(response.outputs[-1].content)
