# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   mistral_playbooks:
#     description: >-
#       Get JSON from a Mistral model that your program can rely on, from a plain prompt to a validated schema.
#     synonyms: [structured output lab, json mode notebook, json schema example in python]
# ---

# %% [markdown]
# # Structured output
#
# Turn a message into an object that your program can rely on, and see what fails on the way: prose around the JSON,
# other keys, a schema that is refused, and an answer that is cut off.

# %%
import json
import os

from mistralai.client import Mistral
from mistralai.client.errors import MistralError
from mistralai.extra.utils import response_format_from_pydantic_model
from pydantic import BaseModel, Field, ValidationError

from mistral_playbooks.testing import start_mock

mock = start_mock()

# %% [markdown]
# ## Asking for JSON in the prompt
#
# A model that is only asked for JSON may wrap it in prose. `mock.reply` sets such an answer. With your own key, the
# model decides.

# %% tags=["raises-exception"]
client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
MODEL = "mistral-small-latest"
ORDER = "Please send three boxes of paper to Oslo."
MESSAGES = [
    {"role": "user", "content": f"Extract item and boxes as JSON: {ORDER}"}
]

mock.reply('Sure! Here is the JSON:\n{"item": "paper", "boxes": 3}')
response = client.chat.complete(model=MODEL, messages=MESSAGES)
json.loads(response.choices[0].message.content)

# %% [markdown]
# ## JSON mode: valid JSON, but not your keys
#
# With `json_object` the answer is JSON. Nothing says which keys it has, and of what type their values are:

# %%
mock.reply('{"product": "paper", "quantity": "three boxes"}')
response = client.chat.complete(
    model=MODEL, messages=MESSAGES, response_format={"type": "json_object"}
)
answer = json.loads(response.choices[0].message.content)
print(answer)
print("boxes" in answer)

# %% [markdown]
# ## A schema that is refused
#
# A schema says both. In strict mode the API accepts only a schema that allows no other keys, and pydantic does not add
# that by itself:


# %%
class Order(BaseModel):
    item: str
    boxes: int = Field(gt=0)


form = {"name": "order", "schema": Order.model_json_schema(), "strict": True}
try:
    client.chat.complete(
        model=MODEL,
        messages=MESSAGES,
        response_format={"type": "json_schema", "json_schema": form},
    )
except MistralError as error:
    print(error.body)

# %% [markdown]
# ## Fix: let the SDK make the schema
#
# `chat.parse` makes a strict schema from the class, and returns an object of that class:

# %%
mock.reply('{"item": "paper", "boxes": 3}')
response = client.chat.parse(Order, model=MODEL, messages=MESSAGES)
print(repr(response.choices[0].message.parsed))

# %% [markdown]
# ## An answer that is cut off
#
# If the answer reaches its token limit, its JSON is incomplete. `chat.parse` raises an error about the JSON that hides
# the cause:

# %%
mock.reply({"text": '{"item": "pap', "finish_reason": "length"})
try:
    client.chat.parse(Order, model=MODEL, messages=MESSAGES, max_tokens=5)
except ValueError as error:
    print(type(error).__name__, error)

# %% [markdown]
# ## Harden: check the reason first, then validate, and ask again once
#
# `extract` uses `chat.complete` with the same schema, so it can read `finish_reason` before it parses. A value that the
# class refuses goes back to the model together with the complaint.


# %%
def extract(kind, messages, tries=2):
    messages = list(messages)
    form = response_format_from_pydantic_model(kind)
    for number in range(1, tries + 1):
        choice = client.chat.complete(
            model=MODEL, messages=messages, response_format=form
        ).choices[0]
        text = choice.message.content
        if choice.finish_reason == "length":
            raise RuntimeError("The answer is cut off. Raise max_tokens.")
        try:
            return kind.model_validate_json(text)
        except ValidationError as error:
            problem = error.errors()[0]
            complaint = f"{problem['loc'][0]}: {problem['msg']}"
            print(f"try {number}: {complaint}")
        messages += [
            {"role": "assistant", "content": text},
            {"role": "user", "content": f"{complaint}. Correct it."},
        ]
    raise RuntimeError(f"No valid {kind.__name__} in {tries} tries.")


# %% [markdown]
# ## Confirm
#
# The first answer has no boxes at all, which the schema's types allow and the class refuses:

# %%
mock.reply('{"item": "paper", "boxes": 0}', '{"item": "paper", "boxes": 3}')
print(repr(extract(Order, MESSAGES)))

mock.reply({"text": '{"item": "pap', "finish_reason": "length"})
try:
    print(repr(extract(Order, MESSAGES)))
except RuntimeError as error:
    print(error)

# %% [markdown]
# Next: [a response format that is refused](../playbooks/response-format.md), [an answer that does not
# parse](../playbooks/structured-output-parse.md), [truncated answers](../playbooks/truncated-answer.md) and [invalid
# tool schemas](../playbooks/invalid-tool-schema.md).
