# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   mistral_playbooks:
#     description: >-
#       See how the Mistral API refuses an unknown model, list the models of your key, and choose one by capability.
#     synonyms: [models lab, list models notebook, choose a model by capability]
# ---

# %% [markdown]
# # Models and capabilities
#
# See how an unknown model is refused, ask the API which models your key can use, and choose one by what it can do.

# %%
import difflib
import os

from mistralai.client import Mistral
from mistralai.client.errors import MistralError

from mistral_playbooks.testing import start_mock

mock = start_mock()

# %% [markdown]
# ## An unknown model
#
# The last letters of this id are missing:

# %% tags=["raises-exception"]
client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])


def ask(model, content="Name a river."):
    messages = [{"role": "user", "content": content}]
    response = client.chat.complete(model=model, messages=messages)
    return response.choices[0].message.content


ask("mistral-smal")

# %% [markdown]
# Code 1500 with the type `invalid_model` means that this endpoint does not serve the id. The message repeats the id as
# it arrived, which shows a typing error, an empty variable or a stray space.
#
# ## Ask the API what exists
#
# `models.list()` returns the ids that the API serves to your key today, aliases included:

# %%
cards = client.models.list().data
# A card of a kind that the SDK does not know has no `id`.
models = {card.id: card for card in cards if hasattr(card, "id")}
print(len(models), "ids")

small = models["mistral-small-latest"]
print("aliases:", ", ".join(small.aliases))
print("context:", small.max_context_length, "tokens")
able = [name for name, can in small.capabilities if can is True]
print("can:", ", ".join(able))

# %% [markdown]
# ## Fix: suggest the right id
#
# The list can turn the refusal into a suggestion:

# %%
try:
    ask("mistral-smal")
except MistralError as error:
    if "invalid_model" not in error.body:
        raise
    close = difflib.get_close_matches("mistral-smal", models, n=2)
    print("Did you mean:", ", ".join(close))

# %% [markdown]
# ## A model that cannot do what you ask
#
# The id is right here, but this model takes no images:

# %%
URL = "https://docs.mistral.ai/img/eiffel-tower-paris.jpg"
picture = [
    {"type": "text", "text": "What does this picture show?"},
    {"type": "image_url", "image_url": URL},
]

try:
    ask("codestral-latest", picture)
except MistralError as error:
    print(error.body)

# %% [markdown]
# The capabilities tell you that in advance:

# %%
for name in ("completion_chat", "function_calling", "vision", "reasoning"):
    able = {
        model.name
        for model in models.values()
        if getattr(model.capabilities, name)
    }
    print(f"{name}: {len(able)} models, for example {min(able)}")

can = models["codestral-latest"].capabilities
print("codestral-latest, vision:", can.vision)

# %% [markdown]
# An embedding model has no chat at all, and the chat endpoint calls its id invalid, although the list contains it:

# %%
try:
    ask("mistral-embed")
except MistralError as error:
    print(error.body)

can = models["mistral-embed"].capabilities
print("mistral-embed, chat:", can.completion_chat)

# %% [markdown]
# ## Harden: choose at the start
#
# `choose` takes the models that you prefer, in order, and returns the first that your key can use and that can do the
# job. It warns of a model that has a retirement date. Call it when the program starts, so a retired id is found before
# the first user meets it.


# %%
def choose(*preferred, needs=("completion_chat",)):
    for id in preferred:
        if (model := models.get(id)) is None:
            print(f"{id}: not served to this key")
            continue
        can = model.capabilities
        missing = [name for name in needs if not getattr(can, name)]
        if missing:
            print(f"{id}: cannot do {', '.join(missing)}")
            continue
        if model.deprecation:
            print(f"{id}: ends on {model.deprecation:%Y-%m-%d}")
        return id
    raise SystemExit(f"None of {', '.join(preferred)} can be used.")


model = choose(
    "mistral-smal",
    "codestral-latest",
    "mistral-small-latest",
    needs=("completion_chat", "vision"),
)
print("chosen:", model)

# %% [markdown]
# ## Confirm

# %%
mock.reply("The Eiffel Tower in Paris.")
print(ask(model, picture))

# %% [markdown]
# Next: [Invalid model](../playbooks/invalid-model.md), with retired ids and ids for another endpoint, [image
# input](../playbooks/image-input.md), [models without reasoning](../playbooks/reasoning-not-supported.md) and [a model
# outside your plan](../playbooks/tier-not-allowed.md).
