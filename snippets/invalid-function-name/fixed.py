import hashlib
import json
import os
import re

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])


def valid(name: str) -> str:
    """The same name if the API accepts it, else one that it accepts and that differs per tool."""
    if re.fullmatch("[a-zA-Z0-9_-]{1,64}", name):
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return re.sub("[^a-zA-Z0-9_-]", "_", name)[:55] + "_" + digest


# The name of a server's tool, and the id that the client gave to the server.
tools = {
    "create_calendar_task_with_due_date___8c498bee-e833-49a9-8a88-0ab59fa26cb8": (
        lambda title: f"Created: {title}"
    )
}
# The model answers with the name that it was offered, so the calls are looked up by that one.
tools = {valid(name): run for name, run in tools.items()}
title = {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"]}
offered = [{"type": "function", "function": {"name": n, "parameters": title}} for n in tools]
messages = [{"role": "user", "content": "Create the task 'Water the plants'."}]

for _ in range(5):
    response = client.chat.complete(
        model="mistral-small-latest", messages=messages, tools=offered
    )
    message = response.choices[0].message
    if not message.tool_calls:
        break
    messages.append(message)
    for call in message.tool_calls:
        given = call.function.arguments
        run = tools.get(call.function.name, lambda **_: "Unknown tool")
        result = run(**(json.loads(given) if isinstance(given, str) else given))
        messages.append({"role": "tool", "tool_call_id": call.id, "content": result})
print(message.content)
