# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   mistral_playbooks:
#     description: >-
#       See a 429 of the Mistral API with its headers, which clients retry it, and retries whose waits exceed a
#       minute.
#     synonyms: [rate limit lab, retry notebook, compare retry policies]
# ---

# %% [markdown]
# # Rate limits and retries
#
# See what a refused call looks like, which code retries it, and how long retries have to last. The mock's answers are
# made-up words.

# %%
import math
import os
import random
import time
from contextlib import suppress
from functools import partial

import httpx2
from mistralai.client import Mistral
from mistralai.client.errors import SDKError
from mistralai.client.utils import BackoffStrategy, RetryConfig

from mistral_playbooks.testing import start_mock
from mistral_playbooks.testing.timeline import Timeline

mock = start_mock(limits="free", skip_waits=True)

# %% [markdown]
# With `skip_waits`, `time.sleep` returns at once and moves the clock forward, so the seconds below are those that you
# would wait. `mock.fault` makes the next calls fail. With your own key, neither applies.
#
# ## A client that records responses
#
# The SDK does not expose the headers of a successful call, but its HTTP client does. `seen` collects every response
# of the API, including the refused calls.

# %%
seen = []  # the second of each response, and the response


def record(response):
    seen.append((time.monotonic(), response))


client = Mistral(
    api_key=os.environ["MISTRAL_API_KEY"],
    client=httpx2.Client(event_hooks={"response": [record]}),
)


def ask(question, model="mistral-small-latest", **options):
    messages = [{"role": "user", "content": question}]
    response = client.chat.complete(model=model, messages=messages, **options)
    return response.choices[0].message.content


# %% [markdown]
# ## A refused call
#
# This call exceeds the limit of the minute:

# %% tags=["raises-exception"]
mock.fault("rate-limited", times=1)
ask("Name a river in Portugal.")

# %% [markdown]
# The message holds the status and the body. The headers, which it does not show, tell you what to do:

# %%
_, refused = seen[-1]
print("requests sent:", len(seen))
for name in (
    "x-ratelimit-limit-req-minute",
    "x-ratelimit-remaining-req-minute",
    "retry-after",
):
    print(f"{name}: {refused.headers.get(name)}")

# %% [markdown]
# These headers tell you three things:
#
# - **The SDK sent one request.** It retries only if you configure it to, although the official
#   [error glossary](https://docs.mistral.ai/resources/error-glossary) mentions built-in retries (2026-08-11).
# - **The answer has no `retry-after`.** The same page tells you to read it, but neither of the two recorded refusals
#   had one (2025-08-10, 2026-02-10).
# - **The limit is not 0**, so waiting helps. Not verified: counts seem to reset at the start of each clock minute.
#
# In your own program, read the same headers from `error.headers` of the caught `SDKError`.
#
# ## Let the SDK retry
#
# `BackoffStrategy` takes the first wait, the longest wait, the growth factor and the time after which to give up. All
# are in **milliseconds**, except the growth factor. The limit resets within 60 seconds, so give up only after more
# than 60. `jitter_ms=0` only makes these waits readable. Leave it out, and the SDK adds up to a second of jitter to
# each wait.

# %%
backoff = BackoffStrategy(
    initial_interval=1_000,
    max_interval=15_000,
    exponent=2,
    max_elapsed_time=65_000,
    jitter_ms=0,
)
patience = RetryConfig("backoff", backoff, retry_connection_errors=True)

mock.fault("rate-limited", times=2)
before, began = len(seen), time.monotonic()
print(ask("Name a river in Hungary.", retries=patience))
print(f"{len(seen) - before} requests in {int(time.monotonic() - began)} s")

# %% [markdown]
# The first request was refused, and the second one too, after one second. The third was answered, two seconds later.
# `Mistral(retry_config=patience)` would retry every call this way, even uploads and batch jobs.
#
# ## A retry that gives up too early
#
# The README of the SDK shows `BackoffStrategy(1, 50, 1.1, 100)`, which looks patient if you read it as seconds. It
# waits at most 50 milliseconds, and gives up after 100:

# %%
haste = RetryConfig("backoff", BackoffStrategy(1, 50, 1.1, 100), True)

mock.fault("rate-limited")
began = time.monotonic()
try:
    print(ask("Name a river in Finland.", retries=haste))
except SDKError as error:
    seconds = math.ceil(time.monotonic() - began)
    print(f"{error.status_code}, given up within {seconds} s")

# %% [markdown]
# ## Write your own retry
#
# Write the retry yourself if the SDK's rules do not fit, for example to log each wait, to stop at a limit of 0, or to
# share one limit between calls. Three rules matter. Retry only errors that pass by themselves. Make each wait longer
# than the last, with jitter so that clients that were refused together do not all retry together. Stop after a fixed
# number of tries.


# %%
def patiently(question, tries=8, longest=16, **options):
    for left in reversed(range(tries)):
        try:
            return ask(question, **options)
        except SDKError as error:
            passing = error.status_code in (429, 500, 502, 503, 504)
            requests = error.headers.get("x-ratelimit-limit-req-minute")
            tokens = error.headers.get("x-ratelimit-limit-tokens-minute")
            if not passing or "0" in (requests, tokens) or not left:
                raise
        wait = min(2 ** (tries - left - 1), longest) * random.uniform(1, 1.2)
        print(f"refused, waiting {wait:.0f} s, {left} tries left")
        time.sleep(wait)


mock.clear()
mock.fault("rate-limited", times=2)
print(patiently("Name a river in Ireland."))

# %% [markdown]
# Eight tries wait 1, 2, 4, 8, 16, 16 and 16 seconds, each extended by up to a fifth. Together these are 63 to 76
# seconds, which is longer than a minute. If many calls are refused at once, let all of them wait for a
# minute before any is sent, as the program for [many calls at once](../playbooks/rate-limited.md#burst) does.
#
# ## Compare the policies
#
# The free mode's limit for Mistral Large was four requests per minute (read 2026-08-18). Each run below uses up that
# limit in the first ten seconds of a minute, and then sends one more call.
# With your own key, skip this cell, because it uses up your limit five times.


# %%
def every_second(question, **options):
    for left in reversed(range(10)):
        try:
            return ask(question, **options)
        except SDKError:
            if not left:
                raise
        time.sleep(1)


POLICIES = {
    "No retry": ask,
    "SDK, its README's values": partial(ask, retries=haste),
    "Every second, ten times": every_second,
    "SDK, 65 seconds": partial(ask, retries=patience),
    "Written yourself": patiently,
}
LARGE = "mistral-large-latest"

runs = {}
for name, policy in POLICIES.items():
    time.sleep(70 - time.time() % 60)  # ten seconds into the next minute
    for _ in range(4):
        ask("Name a river in Peru.", model=LARGE)
    before, began = len(seen), time.monotonic()
    with suppress(SDKError):
        policy("Name a river in Chad.", model=LARGE)
    runs[name] = [
        (at - began, answer.status_code) for at, answer in seen[before:]
    ]

Timeline(runs, limit=50)

# %% [markdown]
# Only a policy that lasts longer than the rest of the minute gets an answer. With growing waits, it needs only a few
# requests for that.
#
# ## See the remaining quota
#
# Every answer reports what is left of the minute. A program that reads these headers can slow down before it is
# refused:

# %%
print(ask("Name a river in Chile."))
for name, value in seen[-1][1].headers.items():
    if name.startswith("x-ratelimit"):
        print(f"{name}: {value}")

# %% [markdown]
# Requests and tokens are separate limits, and reaching either one refuses a call. These figures were read from a free
# account (2026-08-18), and the refusal's figures above from another account (2025). Your own limits are on the
# [limits page](https://admin.mistral.ai/plateforme/limits). The answer to a streamed call has none of these headers.
#
# ## Errors that you must never retry
#
# A wrong request stays wrong, and waiting does not add a model to your plan. The first error is a 400. The second is a
# 429 like any other, except for its limit:

# %%
for model in ("mistral-smal", "zai-glm-latest"):
    before = len(seen)
    try:
        print(patiently("Name a river in Japan.", model=model))
    except SDKError as error:
        limit = error.headers.get("x-ratelimit-limit-req-minute")
        sent = len(seen) - before
        status = error.status_code
        print(f"{model}: {status}, limit {limit}, requests: {sent}")

# %% [markdown]
# Each request was sent once. A `RetryConfig` alone would have retried the second one for 65 seconds.
#
# | Answer | Retry |
# |---|---|
# | 400, 401, 402, 403, 404, 422 | Never: the next answer is the same |
# | 429 with a limit of 0 | Never: [no quota](../playbooks/zero-quota.md) for this model |
# | 429 | In the next minute |
# | 500, 502, 503, 504 | With backoff, and a limited number of tries |
#
# Next: [Rate limit exceeded](../playbooks/rate-limited.md), with the programs in Python, TypeScript and curl.
