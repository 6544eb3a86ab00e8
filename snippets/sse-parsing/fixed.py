import json
import os
import sys
from collections.abc import Iterator

import httpx2

request = {
    "model": "mistral-small-latest",
    "messages": [{"role": "user", "content": "Explain in two sentences why the sky is blue."}],
    "stream": True,
}


def data_of_events(response: httpx2.Response) -> Iterator[bytes]:
    rest = b""
    for piece in response.iter_bytes():
        # A read can end anywhere, so keep the last line until its end has arrived.
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            if line.startswith(b"data:"):  # the others are names, comments and blank lines
                yield line.removeprefix(b"data:").strip()


headers = {"Authorization": f"Bearer {os.environ['MISTRAL_API_KEY']}"}
url = "https://api.mistral.ai/v1/chat/completions"
finish_reason = None
with httpx2.stream("POST", url, json=request, headers=headers, timeout=60) as response:
    if response.status_code != 200:
        sys.exit(f"Status {response.status_code}: {response.read().decode()}")
    for data in data_of_events(response):
        if data == b"[DONE]":
            break
        choice = json.loads(data)["choices"][0]
        content = choice["delta"].get("content")
        if isinstance(content, list):  # a reasoning model: thinking and text
            content = "".join(part.get("text", "") for part in content)
        print(content or "", end="", flush=True)
        finish_reason = choice["finish_reason"] or finish_reason
print()
if finish_reason != "stop":
    sys.exit(f"The text is not complete: finish_reason is {finish_reason}")
