# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   mistral_playbooks:
#     description: >-
#       See a 429 of the Mistral API with its headers, who retries it and who does not, and waits that outlive
#       the minute.
#     limits: free
#     faults:
#       Portugal: rate-limited:1
#       Hungary: rate-limited:2
#       Finland: rate-limited
#       Ireland: rate-limited:2
# ---

# %% [markdown]
# # Rate limits and retries
#
# What a refused call looks like, who retries it, and how long a retry has to last. Everything below a cell is what
# it printed when this site was built, against the [mocked API](../verification.md): nothing was edited, and the
# model's answers are made up.
#
# To run it yourself, install `mistralai` and `jupyter`, then start the notebook against the mock, where the first
# three calls are refused:
#
# ```sh
# mistral-playbooks run --fault rate-limited:3 -- jupyter lab
# ```
#
# With your own key, start `jupyter lab` as it is. You then see answers, until you really reach your limit.
#
# ## A client that can be watched
#
# The SDK does not hand over the headers of an answer that succeeded. Its HTTP client does: `seen` collects every
# answer of the API, the refused ones too.

# %%
import math
import os
import random
import time

import httpx2
from mistralai.client import Mistral
from mistralai.client.errors import SDKError
from mistralai.client.utils import BackoffStrategy, RetryConfig

seen = []
client = Mistral(
    api_key=os.environ["MISTRAL_API_KEY"],
    client=httpx2.Client(event_hooks={"response": [seen.append]}),
)


def ask(question, model="mistral-small-latest", **options):
    messages = [{"role": "user", "content": question}]
    response = client.chat.complete(model=model, messages=messages, **options)
    return response.choices[0].message.content


# %% [markdown]
# ## A refused call
#
# One call too many in this minute:

# %% tags=["raises-exception"]
ask("Name a river in Portugal.")

# %% [markdown]
# The message holds the status and the body. What decides is not in it, but in the headers:

# %%
refused = seen[-1]
print("requests sent:", len(seen))
for name in (
    "x-ratelimit-limit-req-minute",
    "x-ratelimit-remaining-req-minute",
    "retry-after",
):
    print(f"{name}: {refused.headers.get(name)}")

# %% [markdown]
# Three things to read from this:
#
# - **One request was sent.** The SDK retries nothing unless it is told to. The official
#   [error glossary](https://docs.mistral.ai/resources/error-glossary) speaks of built-in retries (2026-08-11).
# - **There is no `retry-after`.** The same page tells you to read it; none of 163 reported refusals had one.
# - **The limit is not 0**, so waiting helps. It counts anew with each minute of the clock, in UTC.
#
# In your own program the same headers are in `error.headers` of the caught `SDKError`.
#
# ## Let the SDK retry
#
# `BackoffStrategy` takes the first wait, the longest wait, the growth and the time after which to give up, all in
# **milliseconds** but the growth. The minute has 60 seconds, so give up after more than 60. `jitter_ms=0` is here
# only to make the waits readable: leave it out, and up to a second of chance is added to each.

# %%
backoff = BackoffStrategy(
    initial_interval=1_000,
    max_interval=15_000,
    exponent=2,
    max_elapsed_time=65_000,
    jitter_ms=0,
)
patience = RetryConfig("backoff", backoff, retry_connection_errors=True)

before, began = len(seen), time.monotonic()
print(ask("Name a river in Hungary.", retries=patience))
print(f"{len(seen) - before} requests in {int(time.monotonic() - began)} s")

# %% [markdown]
# Refused, one second, refused, two seconds, answered. Pass `retry_config=patience` to `Mistral(…)` and it holds for
# every call.
#
# ## A retry that is none
#
# The README of the SDK shows `BackoffStrategy(1, 50, 1.1, 100)`. Read as seconds it looks patient. It waits at
# most 50 milliseconds, and gives up after 100:

# %%
haste = RetryConfig("backoff", BackoffStrategy(1, 50, 1.1, 100), True)

began = time.monotonic()
try:
    print(ask("Name a river in Finland.", retries=haste))
except SDKError as error:
    seconds = math.ceil(time.monotonic() - began)
    print(f"{error.status_code}, given up within {seconds} s")

# %% [markdown]
# ## By hand
#
# Write it yourself where the SDK's rules do not fit: to log each wait, to stop at a limit of 0, or to share one
# limit between calls. Three parts matter. Only what passes by itself is retried. Each wait is longer than the last,
# with a random part, so that clients refused together do not come back together. And it ends.


# %%
def patiently(question, tries=8, longest=16, **options):
    for left in reversed(range(tries)):
        try:
            return ask(question, **options)
        except SDKError as error:
            passing = error.status_code in (429, 500, 502, 503, 504)
            no_quota = error.headers.get("x-ratelimit-limit-req-minute") == "0"
            if not passing or no_quota or not left:
                raise
        wait = min(2 ** (tries - left - 1), longest) * random.uniform(1, 1.2)
        print(f"refused, waiting {wait:.0f} s, {left} tries left")
        time.sleep(wait)


print(patiently("Name a river in Ireland."))

# %% [markdown]
# Eight tries wait 1, 2, 4, 8, 16, 16 and 16 seconds, and a fifth more at most: 63 to 76 seconds, longer than the
# minute. Where many calls are refused at once, wait for the next minute itself, as the program for
# [many calls at once](../playbooks/rate-limited.md#burst) does: `60 - time.time() % 60`, and a little chance.
#
# ## See the limit coming
#
# Every answer says what is left of the minute. A program that reads it can slow down before it is refused:

# %%
print(ask("Name a river in Chile."))
for name, value in seen[-1].headers.items():
    if name.startswith("x-ratelimit"):
        print(f"{name}: {value}")

# %% [markdown]
# Requests and tokens are two limits, and each is enough to refuse a call. These figures were read from a free account
# on 2026-08-18, those of the refusal above from another one in 2025; your own are on the
# [limits page](https://admin.mistral.ai/plateforme/limits). The answer to a streamed call has none of these headers.
#
# ## What must never be retried
#
# A wrong request stays wrong, and a model that is not in your plan stays out of it. The first is a 400. The second is
# a 429 like any other, but for its limit:

# %%
for model in ("mistral-smal", "zai-glm-latest"):
    before = len(seen)
    try:
        print(patiently("Name a river in Japan.", model=model))
    except SDKError as error:
        limit = error.headers.get("x-ratelimit-limit-req-minute")
        sent = len(seen) - before
        print(f"{model}: {error.status_code}, limit {limit}, requests: {sent}")

# %% [markdown]
# Both were sent once. A `RetryConfig` alone would have asked for the second model again and again, for 65 seconds.
#
# | answer | retry |
# |---|---|
# | 400, 401, 402, 403, 404, 422 | never: the next answer is the same |
# | 429 with a limit of 0 | never: [no quota](../playbooks/rate-limited.md#the-same-text-another-cause) for this model |
# | 429 | in the next minute |
# | 500, 502, 503, 504 | with backoff, and a limit |
#
# Next: [Rate limit exceeded](../playbooks/rate-limited.md), with the programs in Python, TypeScript and curl.
