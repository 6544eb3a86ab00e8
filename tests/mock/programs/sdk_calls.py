"""Calls every endpoint through the official Python SDK, major 1, 2 or 3, and says of each call how it went.

Prints `ok NAME`, `fail NAME ERROR`, or `absent NAME` where this major has no such method. The key is
`MISTRAL_API_KEY`; `MOCK_URL` is the address of the API where it is not the usual one.
"""

import base64
import io
import os
import struct
import sys
import wave
from typing import Any

from pydantic import BaseModel

try:
    from mistralai.client import Mistral
except ImportError:
    from mistralai import Mistral  # pyright: ignore[reportAttributeAccessIssue]

CHAT, CODE, EMBED, MODERATION = "mistral-small-latest", "codestral-latest", "mistral-embed", "mistral-moderation-latest"
HELLO = [{"role": "user", "content": "Hello"}]
TOOL = {
    "type": "function",
    "function": {
        "name": "weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}
LINES = b"".join(
    b'{"custom_id": "%d", "body": {"max_tokens": 8, "messages": [{"role": "user", "content": "Hello"}]}}\n' % number
    for number in range(2)
)


class Answer(BaseModel):
    name: str
    size: int


def pdf() -> bytes:
    """A document of one empty page."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(data)
    return data + b"xref\n0 4\n0000000000 65535 f \n" + table + end


def sound() -> bytes:
    """Half a second of silence."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(struct.pack("<8000h", *[0] * 8_000))
    return buffer.getvalue()


def said(stream: Any) -> str:
    """Reads a stream of chat chunks to its end."""
    with stream as events:
        chunks = [event.data for event in events]
    assert chunks[-1].usage is not None, "no usage in the last chunk"
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks)


def events(stream: Any) -> list[str]:
    """Reads a stream of named events to its end."""
    with stream as received:
        return [event.event or event.data.type for event in received]


client = Mistral(api_key=os.environ["MISTRAL_API_KEY"], server_url=os.environ.get("MOCK_URL"))
kept: dict[str, str] = {}
failures = 0


def method(path: str) -> Any:
    """What the SDK has under this dotted path, or None."""
    found: Any = client
    for name in path.split("."):
        try:
            found = getattr(found, name)
        except AttributeError:
            return None
    return found


def call(name: str, path: str, use: Any) -> None:
    """Makes one call and prints how it went."""
    global failures
    function = method(path)
    if function is None:
        print(f"absent {name}")
        return
    try:
        good = use(function)
        assert good, f"an unexpected answer: {good!r}"
    except Exception as error:
        failures += 1
        print(f"fail {name} {type(error).__name__}: {' '.join(str(error).split())[:600]}")
    else:
        print(f"ok {name}")


def keep(key: str, value: str) -> str:
    kept[key] = value
    return value


def tools(complete: Any) -> bool:
    """A question, the call of a tool, its result, the answer."""
    messages: list[Any] = list(HELLO)
    first = complete(model=CHAT, messages=messages, tools=[TOOL]).choices[0]
    (made,) = first.message.tool_calls
    messages.append(first.message)
    messages.append({"role": "tool", "tool_call_id": made.id, "name": made.function.name, "content": "sunny"})
    second = complete(model=CHAT, messages=messages, tools=[TOOL]).choices[0]
    return first.finish_reason == "tool_calls" and "sunny" in second.message.content


def chat(path: str) -> None:
    call("chat.complete", path + "complete", lambda f: f(model=CHAT, messages=HELLO).choices[0].message.content)
    call("chat.complete tools", path + "complete", tools)
    call("chat.stream", path + "stream", lambda f: said(f(model=CHAT, messages=HELLO)))
    call("chat.parse", path + "parse", lambda f: isinstance(
        f(Answer, model=CHAT, messages=HELLO).choices[0].message.parsed, Answer))  # fmt: skip
    call("chat.parse_stream", path + "parse_stream", lambda f: Answer.model_validate_json(
        said(f(Answer, model=CHAT, messages=HELLO))))  # fmt: skip


chat("chat.")
call("fim.complete", "fim.complete", lambda f: f(
    model=CODE, prompt="def add(", suffix="return").choices[0].message.content)  # fmt: skip
call("fim.stream", "fim.stream", lambda f: said(f(model=CODE, prompt="def add(")))
call("embeddings.create", "embeddings.create", lambda f: [
    len(row.embedding) for row in f(model=EMBED, inputs=["one", "two"]).data] == [1024, 1024])  # fmt: skip
call("models.list", "models.list", lambda f: any(one.id == CHAT for one in f().data))
call("models.retrieve", "models.retrieve", lambda f: f(model_id=CHAT).id == CHAT)
call("classifiers.moderate", "classifiers.moderate", lambda f: len(
    f(model=MODERATION, inputs=["one", "two"]).results) == 2)  # fmt: skip
call("classifiers.moderate_chat", "classifiers.moderate_chat", lambda f: len(
    f(model=MODERATION, inputs=HELLO).results) == 1)  # fmt: skip
call("classifiers.classify", "classifiers.classify", lambda f: len(f(model=MODERATION, inputs=["one"]).results) == 1)


def classify_chat(function: Any) -> bool:
    given = {"messages": HELLO}
    try:
        answer = function(model=MODERATION, input=given)
    except TypeError:  # major 1
        answer = function(model=MODERATION, inputs=given)
    return len(answer.results) == 1


call("classifiers.classify_chat", "classifiers.classify_chat", classify_chat)

page = f"data:application/pdf;base64,{base64.b64encode(pdf()).decode()}"
call("ocr.process", "ocr.process", lambda f: f(
    model="mistral-ocr-latest", document={"type": "document_url", "document_url": page}).pages)  # fmt: skip

call("files.upload", "files.upload", lambda f: keep(
    "file", f(file={"file_name": "batch.jsonl", "content": LINES}, purpose="batch").id))  # fmt: skip
call("files.list", "files.list", lambda f: kept["file"] in [one.id for one in f().data])
call("files.retrieve", "files.retrieve", lambda f: f(file_id=kept["file"]).filename == "batch.jsonl")
call("files.download", "files.download", lambda f: f(file_id=kept["file"]).read() == LINES)
call("files.get_signed_url", "files.get_signed_url", lambda f: f(file_id=kept["file"]).url.startswith("http"))
call("batch.jobs.create", "batch.jobs.create", lambda f: keep(
    "job", f(endpoint="/v1/chat/completions", model=CHAT, input_files=[kept["file"]]).id))  # fmt: skip
call("batch.jobs.get", "batch.jobs.get", lambda f: f(job_id=kept["job"]).total_requests == 2)
call("batch.jobs.list", "batch.jobs.list", lambda f: [one.id for one in f().data] == [kept["job"]])
call("batch.jobs.cancel", "batch.jobs.cancel", lambda f: f(job_id=kept["job"]).id == kept["job"])
call("batch.jobs.create inline", "batch.jobs.create", lambda f: f(
    endpoint="/v1/chat/completions",
    model=CHAT,
    requests=[{"custom_id": "0", "body": {"messages": HELLO}}],
).status)  # fmt: skip
call("files.delete", "files.delete", lambda f: f(file_id=kept["file"]).deleted)

wav = {"file_name": "sound.wav", "content": sound()}
STT = "voxtral-mini-latest"
call("audio.transcriptions.complete", "audio.transcriptions.complete", lambda f: f(model=STT, file=wav).text)
call("audio.transcriptions.stream", "audio.transcriptions.stream", lambda f: events(f(model=STT, file=wav))[-1] in (
    "transcription.done",))  # fmt: skip
call("audio.speech.complete", "audio.speech.complete", lambda f: f(
    model="voxtral-mini-tts-latest", input="Hello", voice_id="en_paul_neutral").audio_data)  # fmt: skip
call("audio.speech.complete stream", "audio.speech.complete", lambda f: events(
    f(model="voxtral-mini-tts-latest", input="Hello", voice_id="en_paul_neutral", stream=True))[-1])  # fmt: skip

call("beta.agents.create", "beta.agents.create", lambda f: keep(
    "agent", f(model=CHAT, name="helper", instructions="Be brief.").id))  # fmt: skip
call("beta.agents.get", "beta.agents.get", lambda f: f(agent_id=kept["agent"]).name == "helper")
call("beta.agents.list", "beta.agents.list", lambda f: [one.id for one in f()] == [kept["agent"]])
call("beta.agents.update", "beta.agents.update", lambda f: f(
    agent_id=kept["agent"], instructions="Be long.").version == 1)  # fmt: skip
call("agents.complete", "agents.complete", lambda f: f(
    agent_id=kept["agent"], messages=HELLO).choices[0].message.content)  # fmt: skip
call("agents.stream", "agents.stream", lambda f: said(f(agent_id=kept["agent"], messages=HELLO)))

conversations = "beta.conversations."
call("conversations.start", conversations + "start", lambda f: keep(
    "conversation", f(agent_id=kept["agent"], inputs="Hello").conversation_id))  # fmt: skip
call("conversations.start model", conversations + "start", lambda f: f(
    model=CHAT, inputs=[{"role": "user", "content": "Hello"}]).outputs[0].content)  # fmt: skip
call("conversations.append", conversations + "append", lambda f: f(
    conversation_id=kept["conversation"], inputs="More").outputs)  # fmt: skip
call("conversations.get", conversations + "get", lambda f: f(
    conversation_id=kept["conversation"]).id == kept["conversation"])  # fmt: skip
call("conversations.get_history", conversations + "get_history", lambda f: keep(
    "entry", f(conversation_id=kept["conversation"]).entries[0].id))  # fmt: skip
call("conversations.get_messages", conversations + "get_messages", lambda f: len(
    f(conversation_id=kept["conversation"]).messages) == 4)  # fmt: skip
call("conversations.list", conversations + "list", lambda f: len(f()) == 2)
call("conversations.restart", conversations + "restart", lambda f: f(
    conversation_id=kept["conversation"], from_entry_id=kept["entry"], inputs="Again"
).conversation_id != kept["conversation"])  # fmt: skip
LAST = "conversation.response.done"
call("conversations.start_stream", conversations + "start_stream", lambda f: events(
    f(agent_id=kept["agent"], inputs="Hello"))[-1] == LAST)  # fmt: skip
call("conversations.append_stream", conversations + "append_stream", lambda f: events(
    f(conversation_id=kept["conversation"], inputs="More"))[-1] == LAST)  # fmt: skip
call("conversations.restart_stream", conversations + "restart_stream", lambda f: events(
    f(conversation_id=kept["conversation"], from_entry_id=kept["entry"], inputs="Again"))[-1] == LAST)  # fmt: skip
call("conversations.delete", conversations + "delete", lambda f: f(conversation_id=kept["conversation"]) is None)
call("beta.agents.delete", "beta.agents.delete", lambda f: f(agent_id=kept["agent"]) is None)

sys.exit(1 if failures else 0)
