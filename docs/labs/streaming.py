# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   mistral_playbooks:
#     description: >-
#       Read a stream of the Mistral API to its end, see how it breaks with and without an error, and write a reader
#       that recovers.
#     synonyms: [streaming lab, stream notebook, how to read a stream in python]
# ---

# %% [markdown]
# # Streaming
#
# Read a stream to its end, see how it breaks, with an exception and without one, and write a reader that recovers.

# %%
import os
import random
import time

import httpx2
from mistralai.client import Mistral
from mistralai.client.errors import MistralError

from mistral_playbooks.testing import start_mock

mock = start_mock(skip_waits=True)

# %% [markdown]
# With `skip_waits`, `time.sleep` returns at once and moves the clock forward. `mock.reply` sets the next answer. With
# your own key, neither applies.
#
# ## A complete stream
#
# Each event has its content in `event.data`. The last one has the `finish_reason` and the tokens used:

# %%
client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
MODEL = "mistral-small-latest"
QUESTION = "Why is the sea salty?"
ANSWER = (
    "Rivers carry minerals into the sea. Water evaporates, the salt stays."
)


def read(**options):
    messages = [{"role": "user", "content": QUESTION}]
    reason = None
    with client.chat.stream(
        model=MODEL, messages=messages, **options
    ) as stream:
        for event in stream:
            choice = event.data.choices[0]
            print(choice.delta.content or "", end="", flush=True)
            reason = choice.finish_reason or reason
            if event.data.usage:
                tokens = event.data.usage.completion_tokens
                print(f"\n[{tokens} tokens]", end="")
    print(f"\n[finish_reason: {reason}]")


mock.reply(ANSWER)
read()

# %% [markdown]
# ## A stream that breaks with an exception
#
# The connection closes in the middle of the answer. The status was 200, so the exception comes from the HTTP client,
# and `except MistralError` does not catch it:

# %% tags=["raises-exception"]
mock.fault("stream-interrupted", times=1)
mock.reply(ANSWER)
read()

# %% [markdown]
# ## A stream that breaks silently
#
# Here the stream ends early in a regular way. Nothing is raised, and only the missing `finish_reason` gives it away:

# %%
mock.clear()
mock.fault("stream-interrupted/unfinished", times=1)
mock.reply(ANSWER)
read()

# %% [markdown]
# ## A stream that stops
#
# A stream may also stop while its connection stays open. By default the SDK waits 300 seconds for the next event.
# `timeout_ms` limits each of these waits, not the whole answer:

# %%
mock.clear()
mock.fault("stream-interrupted/stalled", times=1)
mock.reply(ANSWER)
try:
    read(timeout_ms=500)
except httpx2.ReadTimeout as error:
    print(f"\n{type(error).__name__}: {error}")

# %% [markdown]
# ## Fix: accept only a finished answer
#
# `answer` returns a text only if its stream has finished. Streams cannot resume, so each retry starts again, and the
# partial text is discarded. A refused request, such as a 400, is refused again and ends the loop.


# %%
BROKEN = (
    httpx2.NetworkError,
    httpx2.RemoteProtocolError,
    httpx2.TimeoutException,
)


def answer(question, tries=4, timeout_ms=30_000):
    messages = [{"role": "user", "content": question}]
    for number in range(1, tries + 1):
        text, reason = "", None
        try:
            with client.chat.stream(
                model=MODEL, messages=messages, timeout_ms=timeout_ms
            ) as stream:
                for event in stream:
                    choice = event.data.choices[0]
                    text += choice.delta.content or ""
                    reason = choice.finish_reason or reason
            failure = f"finish_reason is {reason}"
        except MistralError as error:
            if error.status_code not in (429, 500, 502, 503, 504):
                raise
            failure = f"status {error.status_code}"
        except BROKEN as error:
            failure = type(error).__name__
        if reason not in (None, "error"):
            return text, reason
        print(f"try {number}: {failure} after {len(text)} characters")
        if number < tries:
            time.sleep(2**number + random.random())
    raise RuntimeError(f"No complete answer in {tries} tries.")


# %% [markdown]
# ## Confirm
#
# The first stream breaks, the second one ends silently, and the third one is complete:

# %%
mock.clear()
mock.fault("stream-interrupted", times=1)
mock.fault("stream-interrupted/unfinished", times=1)
mock.reply(ANSWER, ANSWER, ANSWER)
text, reason = answer(QUESTION)
print(text, f"[{reason}]")

# %% [markdown]
# ## Harden
#
# - Show a partial text as partial. If you show pieces as they arrive, remove them before a retry.
# - `finish_reason` `length` means that the answer reached its token limit. The stream is complete, but the text is not.
# - A reasoning model sends `content` as a list of chunks. The programs of the playbooks handle both forms.
#
# Next: [a stream that breaks off](../playbooks/stream-interrupted.md), [a stream read as something
# else](../playbooks/stream-api-misuse.md), [timeouts](../playbooks/timeout.md) and [truncated
# answers](../playbooks/truncated-answer.md).
