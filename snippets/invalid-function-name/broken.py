import json
import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# The name of a server's tool, and the id that the client gave to the server.
tools = {
    "create_calendar_task_with_due_date___8c498bee-e833-49a9-8a88-0ab59fa26cb8": (
        lambda title: f"Created: {title}"
    )
}
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
