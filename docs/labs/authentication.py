# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   mistral_playbooks:
#     description: >-
#       See how the Mistral API refuses a wrong key, tell a missing key from a refused one, and test a key at start.
#     synonyms: [authentication lab, api key notebook, test my api key in python]
# ---

# %% [markdown]
# # Authentication
#
# See what a wrong key looks like, tell it from a missing one, and test a key before your program depends on it.

# %%
import json
import os

from mistralai.client import Mistral
from mistralai.client.errors import MistralError

from mistral_playbooks.testing import start_mock

mock = start_mock()

# %% [markdown]
# ## A refused key
#
# Listing the models needs a valid key and uses no tokens, so it is a good test. This key does not exist:

# %% tags=["raises-exception"]
Mistral(api_key="a-key-that-does-not-exist").models.list()

# %% [markdown]
# The status is 401. The body of this error has no `code` and no `type`, so read the status first. Log the correlation
# id of the headers, and give it to Mistral's support if you need help.

# %%
try:
    Mistral(api_key="a-key-that-does-not-exist").models.list()
except MistralError as error:
    print(error.status_code, json.loads(error.body))
    id = error.headers["mistral-correlation-id"]
    print("correlation id:", len(id), "characters")

# %% [markdown]
# ## A key that never arrives
#
# An empty variable, and a line break at the end of a key, fail before anything is sent. The exception comes from the
# HTTP client, so `except MistralError` does not catch it:

# %%
key = os.environ["MISTRAL_API_KEY"]

values = {"empty": "", "line break": key + "\n", "quotes": f'"{key}"'}
for name, value in values.items():
    try:
        Mistral(api_key=value).models.list()
    except Exception as error:
        status = getattr(error, "status_code", None)
        print(f"{name}: {type(error).__name__}, status {status}")

# %% [markdown]
# Quotes around the key are sent, and the API refuses them as any other wrong key.
#
# ## Fix: check the key once, at the start
#
# `client_from` repairs what is safe to repair, and names the problem otherwise. It never prints the key itself.


# %%
def client_from(variable="MISTRAL_API_KEY"):
    key = os.environ.get(variable, "").strip().strip("\"'")
    if not key:
        raise SystemExit(f"{variable} is not set for this process.")
    client = Mistral(api_key=key)
    try:
        client.models.list()
    except MistralError as error:
        if error.status_code == 401:
            end = key[-4:]
            raise SystemExit(
                f"401: the key ending in {end} is refused."
            ) from None
        raise
    return client


client = client_from()
print("The key works.")

# %% [markdown]
# ## Confirm
#
# The key that has quotes and a line break works now. A wrong key ends the program with one line:

# %%
os.environ["QUOTED_KEY"] = f'"{key}"\n'
client_from("QUOTED_KEY")
print("The quoted key works.")

os.environ["WRONG_KEY"] = "a-key-that-does-not-exist"
try:
    client_from("WRONG_KEY")
except SystemExit as end:
    print(end)

# %% [markdown]
# ## Harden: blame the key only for a 401
#
# Other refusals mean that the key is valid. `mock.fault` makes the next call fail with one of them. With your own key,
# it does nothing.

# %%
ADVICE = {
    401: "replace the key",
    402: "check the subscription",
    403: "check what the plan or the organization allows",
    429: "wait, or check the limits",
}

FAULTS = (
    "unauthorized",
    "payment-required",
    "tier-not-allowed",
    "rate-limited",
)

for fault in FAULTS:
    mock.fault(fault, times=1)
    try:
        client.chat.complete(
            model="mistral-small-latest",
            messages=[{"role": "user", "content": "Name a river."}],
        )
        print("answered")
    except MistralError as error:
        advice = ADVICE.get(error.status_code, error.body)
        print(f"{error.status_code}: {advice}")

# %% [markdown]
# Never retry a 401, a 402 or a 403, because the next answer is the same.
#
# Next: [Invalid API Key](../playbooks/unauthorized.md), [a key that does not reach the
# client](../playbooks/missing-api-key.md), [payment required](../playbooks/payment-required.md) and [a model outside
# your plan](../playbooks/tier-not-allowed.md).
