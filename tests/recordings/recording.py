"""A recording → the request to send again, what must exist before it, and what the model shall say."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mistral_playbooks.mock import Api, Request, Response, Settings, parse_fault
from mistral_playbooks.mock.server.compression import compress
from mistral_playbooks.mock.validation import models
from recordings.rebuilt import STAND_INS, form, pdf, rebuilt
from recordings.words import spoken

KEY = "key"
UUID = "[0-9a-f]{8}-[0-9a-f-]{27}"
MASSIVE = "word " * 200_000  # a cassette put <MASSIVE_TEXT> in place of a million characters
AGENT = {"model": "mistral-small-latest", "name": "replayed"}
BATCH = {
    "endpoint": "/v1/chat/completions",
    "model": "mistral-small-latest",
    "requests": [{"custom_id": str(n), "body": {"messages": [{"role": "user", "content": "Hi"}]}} for n in range(2)],
}
_MESSAGES = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]
FILES = {
    "fine-tune": ("a.jsonl", "application/jsonl", json.dumps({"messages": _MESSAGES}).encode()),
    "batch": (
        "a.jsonl",
        "application/jsonl",
        json.dumps({"custom_id": "0", "body": {"messages": _MESSAGES[:1]}}).encode(),
    ),
}


@dataclass(frozen=True)
class Recording:
    """One recorded pair. `path` without its mark and query."""

    name: str
    method: str
    path: str
    query: str
    body: str | None
    content_type: str
    status: int
    headers: dict[str, str]
    answer: str
    at: float
    notes: tuple[str, ...]
    accepts: str | None = None
    """The codings that the client accepts."""

    @property
    def filtered(self) -> bool:
        """Whether the cassette dropped most headers."""
        return any("filtered" in note for note in self.notes) or "date" not in self.headers

    @property
    def streamed(self) -> bool:
        return self.headers.get("content-type", "").startswith("text/event-stream")


def read(file: Path) -> Recording:
    """A recording from its JSON file."""
    data = json.loads(file.read_text(encoding="utf-8"))
    request, response = data["request"], data["response"]
    path, _, query = request["path"].removesuffix("#stream").partition("?")
    return Recording(
        name=file.stem,
        method=request["method"],
        path=path,
        query=query,
        body=_text(request["body"]),
        content_type=request["headers"].get("content-type", "application/json"),
        status=response["status"],
        headers=response["headers"],
        # Vectors were cut: the rest of one is a comment.
        answer=re.sub(r" /\*.*?\*/", "", _plain(_text(response["body"]) or "")),
        at=datetime.fromisoformat(data["recorded_at"]).timestamp(),
        notes=tuple(data.get("notes", ())),
        accepts=request["headers"].get("accept-encoding") or response["headers"].get("content-encoding"),
    )


def _text(body: object) -> str | None:
    """A body as it was sent, also of one that was kept as data."""
    return body if body is None or isinstance(body, str) else json.dumps(body, ensure_ascii=False)


def _plain(text: str) -> str:
    """A body as it was: cassettes keep one that is not ASCII in base64."""
    if re.match(r"eyJ|ZGF0YTog|ZXZlbnQ6", text):  # `{"`, `data: `, `event:`
        return b64decode(text).decode()
    return text


class Replay:
    """The mock on its own, with what one recording needs; under a fault, if one is given. What the API leaves to chance
    depends on the mock's `seed`."""

    def __init__(self, recording: Recording, folder: Path, fault: str | None = None, seed: str = "") -> None:
        self._recording = recording
        self._now = recording.at
        self._fault = fault
        self._limits = _limits(recording)
        self._stood_in: tuple[str, str] | None = None  # a model, and the one in its place
        settings = Settings(api_key=KEY, seed=seed)
        if self._limits:
            limits = folder / f"{recording.name}.json"
            limits.write_text(json.dumps({"*": self._limits}), encoding="utf-8")
            settings = Settings(api_key=KEY, seed=seed, limits=limits)
        self._api = Api(settings, [parse_fault(fault)] if fault else (), clock=lambda: self._now)

    def response(self) -> Response:
        """The mock's answer to the recorded request, in the coding in which its server would send it."""
        response = self._answer()
        accepted = self._recording.accepts
        coded = compress(response, accepted) if accepted else response
        return replace(response, headers=coded.headers)

    def _answer(self) -> Response:
        recording = self._recording
        path, body, kind = self._prepared()
        if recording.status == 200 and (words := spoken(recording.path, recording.answer)):
            self._api.reply(words)
        key = "wrong" if recording.status == 401 else KEY
        if recording.status == 429 and self._limits.get("requests") and not self._fault:
            for _ in range(self._limits["requests"]):
                self._send("POST", path, body, kind, key)
        response = self._send(recording.method, path, body, kind, key, recording.query)
        if "/batch/jobs/" in path:  # asked for until the job is as far as the recorded one
            for _ in range(200):
                if json.loads(response.body).get("status") == json.loads(recording.answer)["status"]:
                    break
                self._now += 1
                response = self._send(recording.method, path, body, kind, key, recording.query)
        return self._named_back(response)

    def _named_back(self, response: Response) -> Response:
        """The answer with the recorded model's name in place of the one that stood in for it."""
        if self._stood_in is None:
            return response
        new, old = (f'"model":{json.dumps(id)}'.encode() for id in self._stood_in)
        chunks = response.chunks and tuple(chunk.replace(old, new) for chunk in response.chunks)
        return replace(response, body=response.body.replace(old, new), chunks=chunks)

    def _stand_in(self, text: str) -> str:
        """A body with a model of the mock in place of one that was retired since then."""
        for id in set(re.findall(r'"model": ?"([^"]+)"', text)):
            new = stand_in(id, self._recording.at)
            if new and new != id:
                self._stood_in = id, new
                text = re.sub(rf'("model": ?)"{re.escape(id)}"', rf'\1"{new}"', text)
        return text

    def _send(
        self, method: str, path: str, body: bytes, kind: str = "application/json", key: str = KEY, query: str = ""
    ) -> Response:
        headers = {"authorization": f"Bearer {key}", "content-type": kind}
        return self._api.handle(Request(method, path, query, headers, body))[0]

    def _with_files(self, path: str) -> str:
        """A path with the ids of a file, a library or a document that exists in this mock."""
        if file := re.match(rf"/v1/files/({UUID})", path):
            purpose = next(iter(re.findall(r'"purpose": ?"(.*?)"', self._recording.answer)), "ocr")
            sent = form({"purpose": purpose}, FILES.get(purpose, ("a.pdf", "application/pdf", b64decode(pdf()))))
            return path.replace(file[1], json.loads(self._send("POST", "/v1/files", *sent).body)["id"])
        if library := re.match(rf"/v1/libraries/({UUID})", path):
            made = self._json("POST", "/v1/libraries", {"name": "A library", "description": "Of documents"})
            path = path.replace(library[1], made["id"])
        if document := re.match(rf"(/v1/libraries/{UUID}/documents)/({UUID})", path):
            sent = form({}, ("a.txt", "text/plain", b"Hello"))
            path = path.replace(document[2], json.loads(self._send("POST", document[1], *sent).body)["id"])
            self._now += 2  # until it is processed
        return path

    def _json(self, method: str, path: str, value: Any = None) -> Any:
        return json.loads(self._send(method, path, b"" if value is None else json.dumps(value).encode()).body)

    def _prepared(self) -> tuple[str, bytes, str]:
        """Path, body and content type, with the ids of things that exist in this mock."""
        recording = self._recording
        path, kind = recording.path, recording.content_type
        if recording.status < 400:
            path = self._with_files(path)
        if recording.body is None:
            body, kind = rebuilt(path, recording.status, json.loads(recording.answer))
            if kind == "application/json":
                body = self._stand_in(body.decode()).encode()
            return path, body, kind
        text = recording.body
        if kind.startswith("multipart/"):
            return path, b64decode(text), kind
        if "ag_" in path + text:
            named = re.search(r'"model": ?"([^"]+)"', recording.answer)
            agent = self._stand_in(json.dumps({**AGENT, "model": named[1] if named else AGENT["model"]}))
            id = self._json("POST", "/v1/agents", json.loads(agent))["id"]
            path, text = _put(r"ag_[0-9a-f]{32}", id, path, text)
        if "/conversations/" in path:
            begun = self._json("POST", "/v1/conversations", {"model": AGENT["model"], "inputs": "Hello"})
            id = begun["conversation_id"]
            history = self._json("GET", f"/v1/conversations/{id}/history")
            path, text = _put(r"conv_[0-9a-f]{32}", id, path, text)
            path, text = _put(r"msg_[0-9a-f]{32}", history["entries"][-1]["id"], path, text)
        if "/batch/jobs/" in path:
            path, text = _put(r"[0-9a-f-]{36}", self._json("POST", "/v1/batch/jobs", BATCH)["id"], path, text)
        text = text.replace("<MASSIVE_TEXT>", MASSIVE).replace(
            "ministral-3b-la<GPUSTACK_API_KEY>", "ministral-3b-latest"
        )
        text = re.sub(r"JVBERi0[\w+/=]*\.\.\.<truncated>", pdf(), text)
        if "repeated filler truncated" in recording.notes:
            # A model with the context that the one of the recording had then.
            text = re.sub(r"(?:word )+\.\.\.<truncated> ", "word " * 150_000, text)
            text = text.replace("mistral-small-latest", "ministral-3b-latest")
        if "'vision'" in recording.answer:
            text = text.replace('"mistral-small"', '"codestral-latest"')
        return path, self._stand_in(text).encode(), kind


def stand_in(id: str, at: float) -> str | None:
    """The model that stands in for one that answered then and does no longer; None where none has to."""
    known = models.load()
    if id in known.served:
        return None
    if id in STAND_INS:
        return STAND_INS[id]
    model = known.known.get(id)
    then = datetime.fromtimestamp(at, UTC).date().isoformat()
    return model.replacement if model and model.retirement and then <= model.retirement else None


def _put(pattern: str, id: str, path: str, text: str) -> tuple[str, str]:
    return re.sub(pattern, id, path), re.sub(pattern, id, text)


def _limits(recording: Recording) -> dict[str, int]:
    """What a 429 says about the bucket that tripped."""
    names = {"requests": "x-ratelimit-limit-req-minute", "tokens": "x-ratelimit-limit-tokens-minute"}
    if recording.status != 429:
        return {}
    return {bucket: int(recording.headers[name]) for bucket, name in names.items() if name in recording.headers}
