# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   mistral_playbooks:
#     description: >-
#       Give a Mistral model a tool, run its call, return the result, and see what the API refuses on the way.
#     synonyms: [tools lab, function calling notebook, tool calling example from start to end]
# ---

# %% [markdown]
# # Tools, from the first call to the final answer
#
# Give a model a tool, run the call that it asks for, and return the result. See what the API refuses on the way.

# %%
import json
import os

from mistralai.client import Mistral
from mistralai.client.errors import MistralError

from mistral_playbooks.testing import start_mock

mock = start_mock()

# %% [markdown]
# ## The first call
#
# A tool is a name, a description and a JSON Schema of its arguments. The model does not run it: it asks you to.
# `mock.reply` sets the mock's next answer. With your own key, the model decides.

# %%
client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "order_status",
            "description": "Returns the status of an order.",
            "parameters": {
                "type": "object",
                "properties": {"order": {"type": "string"}},
                "required": ["order"],
            },
        },
    }
]


def ask(messages):
    response = client.chat.complete(
        model="mistral-small-latest", messages=messages, tools=TOOLS
    )
    return response.choices[0]


CALL = {
    "tool_calls": [{"name": "order_status", "arguments": {"order": "A17"}}]
}

mock.reply(CALL)
history = [{"role": "user", "content": "Where is my order A17?"}]
choice = ask(history)
print(choice.finish_reason)
for call in choice.message.tool_calls:
    print(call.id, call.function.name, call.function.arguments)

# %% [markdown]
# The `finish_reason` is `tool_calls`, and the text is empty. Arguments arrive as a string of JSON, and each call has an
# id of nine characters.
#
# ## A call without its result
#
# The user asks again before the program has returned a result:

# %% tags=["raises-exception"]
impatient = {"role": "user", "content": "And when will it arrive?"}
ask([*history, choice.message, impatient])

# %% [markdown]
# Code 3230 means that calls and results do not match. Every call needs exactly one `tool` message, with its id, right
# after the message that asked for it. An id of your own does not count either:

# %%
other = {"role": "tool", "tool_call_id": "abcdefghi", "content": "shipped"}
try:
    ask([*history, choice.message, other])
except MistralError as error:
    print(error.body)

# %% [markdown]
# ## Fix: return the result with the call's id


# %%
def order_status(order):
    return {"order": order, "status": "shipped", "day": "Monday"}


def result(call, content):
    return {
        "role": "tool",
        "tool_call_id": call.id,
        "name": call.function.name,
        "content": content,
    }


(call,) = choice.message.tool_calls
arguments = json.loads(call.function.arguments)
content = json.dumps(order_status(**arguments))

mock.reply("Order A17 was shipped on Monday.")
final = ask([*history, choice.message, result(call, content)])
print(final.finish_reason)
print(final.message.content)

# %% [markdown]
# ## Harden: a loop that always returns a result
#
# A model may call several tools at once, a tool that does not exist, or one with wrong arguments. Return each failure
# as the result, so that calls and results always match and the model can correct itself. Limit the rounds, because each
# of them is a request.


# %%
FUNCTIONS = {"order_status": order_status}


def run(call):
    try:
        arguments = json.loads(call.function.arguments)
        return FUNCTIONS[call.function.name](**arguments)
    except KeyError:
        return {"error": f"There is no tool {call.function.name}."}
    except (TypeError, ValueError) as error:
        return {"error": f"Wrong arguments: {error}"}


def converse(question, rounds=5):
    messages = [{"role": "user", "content": question}]
    for _ in range(rounds):
        choice = ask(messages)
        messages.append(choice.message)
        if not choice.message.tool_calls:
            return choice.message.content
        for call in choice.message.tool_calls:
            content = json.dumps(run(call))
            print(call.function.name, call.function.arguments, "->", content)
            messages.append(result(call, content))
    raise RuntimeError(f"No final answer in {rounds} rounds.")


# %% [markdown]
# ## Confirm
#
# The first call has a wrong argument and an unknown tool beside it. The second one is right:

# %%
mock.reply(
    {
        "tool_calls": [
            {"name": "order_status", "arguments": {"number": "A17"}},
            {"name": "order_history", "arguments": {}},
        ]
    },
    CALL,
    "Order A17 was shipped on Monday.",
)
print(converse("Where is my order A17?"))

# %% [markdown]
# Next: [calls and results that do not match](../playbooks/tool-results-mismatch.md), [ids that another provider
# made](../playbooks/tool-call-id-format.md), [invalid tool schemas](../playbooks/invalid-tool-schema.md), [the order of
# messages](../playbooks/message-order.md) and [a tool that the model does not
# call](../playbooks/tool-not-called.md).
