"""/v1/batch/jobs: create, list, one, cancel, delete.

A job is QUEUED when it is created, RUNNING at the first look at it, and from the second on its rows are answered,
`ROWS_A_LOOK` at each (fewer of large ones), until it is SUCCESS: polling ends soon, and the same polling gives the same
answers.

Bodies as recorded 2026-08-10 and 2026-08-19 (crmne/ruby_llm, a job of inline requests) and as reported of a third
party's captures of 2026-09-02 (jobs of files; see each place).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from ...schemas.files import CreateBatchJobRequest, InlineQuery, JobsQuery
from ...types import Answer, Call
from ...validation import models
from ...wire import bodies
from ...wire.refusal import InvalidRequest, Refusal
from ..files import files, responses
from . import execution
from .execution import Job

if TYPE_CHECKING:
    from ...context import Context

ROWS_A_LOOK = 1_000
_RUNNING = ("RUNNING", "CANCELLATION_REQUESTED")


def check_early(context: Context, call: Call) -> None:
    """What is checked before the key: an id in `input_files` that is not a UUID gives 422 to a wrong key too (reported
    2026-09-02). Only that was seen, so a body that is wrong otherwise still waits for its turn."""
    try:
        _read(call)
    except InvalidRequest as refusal:
        if any(item["type"].startswith("uuid") for item in responses.ERRORS.items_of(refusal)):
            raise
    except Refusal:
        pass


def create(context: Context, call: Call) -> Answer:
    """Checks the body, the model and the input files, then creates the job.

    The body is read here and not by the route, because it is also read before the key (`check_early`).
    """
    request = _read(call)
    call.model = request.model
    if request.model is not None:
        model = models.load().served.get(request.model)
        if model is None or context.limiter.of(model.id).refused:
            # The text is reported of a live capture of 2026-09-02, its shape is not: that of the sibling's
            # `Model not available for this type of fine-tuning` (mistralai/client-python#450).
            raise Refusal(422, None, "You do not have access to the model")
    workspace = context.workspace(call)
    inputs = [str(id) for id in request.input_files or ()]
    found = [files.find(workspace, id, call.now) for id in inputs]
    if None in found:
        raise responses.no_file()  # 404 (2026-09-02); the body was not shown
    if any(file.purpose != "batch" for file in found if file):
        # That they need the purpose is documented (batch guide); the text was not seen.
        raise Refusal(422, None, "Input files must have been uploaded with purpose batch.")
    id = files.new_id(call.random)
    if request.requests:
        inputs = [_written(context, call, request).id]
    job = Job(
        id=id,
        input_files=inputs,
        metadata=request.metadata,
        endpoint=str(request.endpoint),
        model=request.model,
        agent_id=request.agent_id,
        created_at=int(call.now),
        timeout_hours=request.timeout_hours,
        inline=bool(request.requests),
    )
    workspace.jobs[id] = job
    return responses.reply(200, job.to_resource(None))


def _read(call: Call) -> CreateBatchJobRequest:
    try:
        call.body = bodies.read(call.request)
    except Refusal:
        raise Refusal(400, None, "Cannot parse request body") from None  # django-ninja's; not seen
    try:
        return CreateBatchJobRequest.model_validate(call.body)
    except ValidationError as error:
        # The name of the body in the loc is the sibling's pattern (`job_in`, mistralai/client-ts#70); not seen here.
        raise InvalidRequest(error, "body", "batch_job_in") from None


def _written(context: Context, call: Call, request: CreateBatchJobRequest) -> files.File:
    """Inline requests become an input file (recorded: `input_files` of such a job has one id)."""
    rows = [row.model_dump() for row in request.requests or ()]
    content = "".join(f"{json.dumps(row)}\n" for row in rows).encode()
    file = files.File(
        id=files.new_id(call.random[16:]),
        content=content,
        created_at=int(call.now),
        filename="batch_requests.jsonl",  # name and source were not seen
        purpose="batch",
        sample_type="batch_request",
        num_lines=len(rows),
        mimetype="application/jsonl",
        source="mistral",
    )
    return files.store(context.workspace(call), file)


def check_id(context: Context, call: Call) -> None:
    """The same for the id in the path: not seen, but both are read by the same framework at the same time."""
    responses.path_id(call, "job_id")


def _of_path(context: Context, call: Call) -> Job:
    found = context.workspace(call).jobs.get(responses.path_id(call, "job_id"))
    if found is None:
        raise responses.no_job()
    return found


def show(context: Context, call: Call) -> Answer:
    """The job, one step further. A job of inline requests shows its outputs when it is done (recorded with
    `?inline=true` and without), one of files where `?inline=true` asks for them (documented)."""
    job = _of_path(context, call)
    wanted = bodies.query(call, InlineQuery)
    _advance(context, call, job)
    shown = job.ended and (job.inline or wanted.inline)
    outputs = execution.outputs(context.workspace(call), job) if shown else None
    return responses.reply(200, job.to_resource(outputs or None))


def _advance(context: Context, call: Call, job: Job) -> None:
    if job.ended:
        return
    if call.now > job.created_at + 3600 * job.timeout_hours:
        # The status is documented; what such a job shows was not seen.
        job.status, job.completed_at = "TIMEOUT_EXCEEDED", int(call.now)
    elif job.status == "QUEUED":
        job.status, job.started_at = "RUNNING", int(call.now)
        job.total = sum(_lines(context, call, job))
    elif job.status in _RUNNING:
        if sum(_lines(context, call, job)) < job.total:
            # An input file went away meanwhile. The status is documented, its errors were not seen.
            job.status, job.completed_at = "FAILED", int(call.now)
            job.errors = [{"message": "No file matches the given query.", "count": 1}]
            return
        execution.run(context, call, job, ROWS_A_LOOK)
        if job.done == job.total or job.status == "CANCELLATION_REQUESTED":
            execution.finish(context, call, job)


def _lines(context: Context, call: Call, job: Job) -> list[int]:
    workspace = context.workspace(call)
    found = (files.find(workspace, id, call.now) for id in job.input_files)
    return [file.num_lines if file else 0 for file in found]


def index(context: Context, call: Call) -> Answer:
    """The jobs, as they were last seen: listing does not run them."""
    wanted = bodies.query(call, JobsQuery)
    metadata = _metadata(wanted.metadata)
    after = responses.second(wanted.created_after) if wanted.created_after else None
    found = [
        job
        for job in context.workspace(call).jobs.values()
        if wanted.model in (None, job.model)
        and wanted.agent_id in (None, job.agent_id)
        and (wanted.status is None or job.status in wanted.status)
        and (after is None or job.created_at > after)
        and metadata.items() <= (job.metadata or {}).items()
    ]
    if wanted.order_by == "-created":
        found.reverse()
    data = [job.to_resource(None) for job in responses.page(found, wanted.page, wanted.page_size)]
    return responses.reply(200, {"data": data, "object": "list", "total": len(found)})


def _metadata(text: str | None) -> dict[str, Any]:
    """The filter as JSON text; how the API takes an object in a query was not seen."""
    try:
        value = json.loads(text or "{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def cancel(context: Context, call: Call) -> Answer:
    """CANCELLED at once where nothing has started, else CANCELLATION_REQUESTED, and at the next look CANCELLED with
    what is done; an ended job stays unchanged (the first two reported 2026-09-02, the last not seen)."""
    job = _of_path(context, call)
    if job.status == "QUEUED":
        job.status, job.completed_at = "CANCELLED", int(call.now)
    elif job.status == "RUNNING":
        job.status = "CANCELLATION_REQUESTED"
    return responses.reply(200, job.to_resource(None))


def delete(context: Context, call: Call) -> Answer:
    """Deletes a job (public file: `{"id", "object", "deleted"}`; not seen). Its files stay."""
    job = _of_path(context, call)
    del context.workspace(call).jobs[job.id]
    return responses.reply(200, {"id": job.id, "object": "batch", "deleted": True})
