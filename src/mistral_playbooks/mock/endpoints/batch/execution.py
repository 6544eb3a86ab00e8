"""Batch jobs, and the execution of their rows by the job's endpoint, without rate limits."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ...state.ids import digest
from ...types import Answer, Call, Request
from ...validation.rate_limits import Limit, Limiter
from ...wire.envelope import detail
from .. import transcriptions
from ..files import files, jsonl

if TYPE_CHECKING:
    from ...context import Context
    from ...state.workspace import Workspace


@dataclass(slots=True)
class Job:
    """One job. `inline` is whether its requests were in the body, `polled` whether it was polled. `done` is the number
    of rows answered so far; the next one is in the input with the index `file`, from byte `at` on. `good` and `bad` are
    the lines of the result files, which are created when the job ends."""

    id: str
    input_files: list[str]
    metadata: dict[str, str] | None
    endpoint: str
    model: str | None
    agent_id: str | None
    created_at: int
    timeout_hours: int
    inline: bool
    status: str = "QUEUED"
    polled: bool = False
    started_at: int | None = None
    completed_at: int | None = None
    total: int = 0
    done: int = 0
    file: int = 0
    at: int = 0
    good: list[str] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    succeeded: int = 0
    failed: int = 0
    output_file: str | None = None
    error_file: str | None = None
    errors: Counter[str] = field(default_factory=Counter)
    """How often each message occurred."""

    @property
    def ended(self) -> bool:
        """Whether the status is final."""
        return self.status in ("SUCCESS", "FAILED", "TIMEOUT_EXCEEDED", "CANCELLED")

    def to_resource(self, outputs: list[Any] | None) -> dict[str, Any]:
        """Returns the job as the API shows it (keys and their order recorded 2026-08-19)."""
        return {
            "id": self.id,
            "object": "batch",
            "input_files": self.input_files,
            "metadata": self.metadata,
            "endpoint": self.endpoint,
            "model": self.model,
            "agent_id": self.agent_id,
            "output_file": self.output_file,
            "error_file": self.error_file,
            "errors": [{"message": message, "count": count} for message, count in self.errors.items()],
            "outputs": outputs,
            "status": self.status,
            "created_at": self.created_at,
            "total_requests": self.total,
            "completed_requests": self.done,
            "succeeded_requests": self.succeeded,
            "failed_requests": self.failed,
            "started_at": self.started_at,
            "completed_at": self.completed_at,
        }


class _Unlimited(Limiter):
    """The limiter of batches, which are exempt from rate limits (docs, batch guide) but not from the plan's
    refusals."""

    def __init__(self, limiter: Limiter) -> None:
        super().__init__({}, limiter.minute, trips=False)
        self._real = limiter

    def limit_for(self, model: str) -> Limit:
        return self._real.limit_for(model)


BYTES_PER_POLL = 4 * 2**20
"""Bytes of rows and results processed per poll, because all other requests wait meanwhile."""


def run(context: Context, call: Call, job: Job, most: int) -> None:
    """Answers up to `most` more rows, fewer if they are large. An invalid row fails alone; no refusal of complete
    inline requests was observed."""
    free = replace(context, limiter=_Unlimited(context.limiter))
    end, left = job.done + most, BYTES_PER_POLL
    while job.file < len(job.input_files):
        id = job.input_files[job.file]
        file = files.find(context.workspace(call), id, call.now)
        for start, line in jsonl.lines(file.content, job.at) if file else ():
            if job.done == end or left <= 0:
                job.at = start
                return
            left -= len(line) + _row(free, call, job, f"batch-{job.id[:8]}-{id[:8]}-{start}", line, job.done)
            job.done += 1
        job.file, job.at = job.file + 1, 0


def _row(context: Context, call: Call, job: Job, id: str, line: bytes, place: int) -> int:
    """Answers one row and returns the length of its result. The id ends in a number that was 0 and 146 for two rows
    (recorded), apparently the position of the line.

    A failed row has the error as a string, and no usage (reported live 2026-09-02).
    """
    row: dict[str, Any] = {}
    try:
        row = json.loads(line)
        body = row.get("body")  # lines after `jsonl.CHECKED_LINES` were only checked to be JSON objects
        answer = _answer(context, call, job, body if isinstance(body, dict) else {}, place)
    except RecursionError:  # nested too deeply
        answer = detail(400, "There was an error parsing the body")
    assert isinstance(answer.payload, bytes)
    good = answer.status < 300
    said = _shown(json.loads(answer.payload)) if good else answer.payload.decode()
    response = {"status_code": answer.status, "body": said}
    text = json.dumps({"id": id, "custom_id": row.get("custom_id"), "response": response, "error": None})
    if good:
        job.good.append(text)
        job.succeeded += 1
    else:
        job.bad.append(text)
        job.failed += 1
        job.errors[f"HTTP Error, status code: {answer.status}"] += 1
    return len(text)


def _answer(context: Context, call: Call, job: Job, body: dict[str, Any], place: int) -> Answer:
    path = job.endpoint
    # Streaming is impossible here. The effect of `stream` in a row was not observed.
    body = {key: value for key, value in body.items() if key != "stream"}
    if job.agent_id is not None:
        path = "/v1/agents/completions"
        body = {**{key: value for key, value in body.items() if key != "model"}, "agent_id": job.agent_id}
    elif job.model is not None:
        body = {**body, "model": job.model}  # a row's own model is ignored (reported live 2026-09-02)
    request = Request("POST", path, "", {"content-type": "application/json"}, json.dumps(body).encode())
    random = digest(call.random, str(place))
    inner = Call(request, key=call.key, now=call.now, random=random)
    if path == "/v1/audio/transcriptions":
        return transcriptions.answer_batch_row(context, inner)
    return context.answer(context, inner)


def _shown(body: Any) -> Any:
    """Returns a completion with the order of keys and the nulls that it has only in batches (recorded 2026-08-19)."""
    if not isinstance(body, dict) or body.get("object") != "chat.completion":
        return body
    usage = body["usage"]
    details = usage.get("prompt_tokens_details") or {}
    return {
        "id": body["id"],
        "object": body["object"],
        "model": body["model"],
        "usage": {
            "prompt_tokens": usage["prompt_tokens"],
            "completion_tokens": usage["completion_tokens"],
            "total_tokens": usage["total_tokens"],
            "prompt_audio_seconds": usage.get("prompt_audio_seconds"),
            "prompt_token_details": None,
            "request_count": 0,
            "prompt_tokens_details": {
                "messages": [],
                "cached_tokens": details.get("cached_tokens", 0),
                "audio_tokens": details.get("audio_tokens", 0),
            },
            "completion_tokens_details": None,
            "service_tier": None,
        },
        "created": body["created"],
        "choices": [
            {
                "index": choice["index"],
                "finish_reason": choice["finish_reason"],
                "message": {
                    "role": choice["message"]["role"],
                    "content": choice["message"]["content"],
                    "tool_calls": choice["message"].get("tool_calls"),
                    "tool_call_id": None,
                    "index": None,
                    "metadata": None,
                },
            }
            for choice in body["choices"]
        ],
    }


def finish(context: Context, call: Call, job: Job) -> None:
    """Ends the job and stores its successful rows in one file and its failed rows in another, but no empty file
    (reported live 2026-09-02). The status is SUCCESS even if rows failed (same report)."""
    workspace = context.workspace(call)
    job.output_file = _stored(workspace, call, job, job.good, "result")
    job.error_file = _stored(workspace, call, job, job.bad, "error")
    job.good, job.bad = [], []
    job.status = "CANCELLED" if job.status == "CANCELLATION_REQUESTED" else "SUCCESS"
    job.completed_at = int(call.now)


def _stored(workspace: Workspace, call: Call, job: Job, lines: list[str], what: str) -> str | None:
    if not lines:
        return None
    file = files.File(
        id=files.new_id(digest(call.random, what)),
        content="".join(f"{line}\n" for line in lines).encode(),
        created_at=int(call.now),
        filename=f"{job.id}_{what}.jsonl",  # not observed
        purpose="batch",
        sample_type=f"batch_{what}",
        num_lines=len(lines),
        mimetype="application/jsonl",
        source="mistral",
    )
    return files.store(workspace, file).id


def outputs(workspace: Workspace, job: Job) -> list[Any]:
    """Returns the rows of both result files: the successful ones (recorded), then the failed ones (not observed)."""
    found = (workspace.files.get(id) for id in (job.output_file, job.error_file) if id)
    return [json.loads(line) for file in found if file for line in file.content.splitlines()]
