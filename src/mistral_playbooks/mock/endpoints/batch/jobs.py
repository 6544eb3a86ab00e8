"""/v1/batch/jobs: create, list, get, cancel, delete.

A job is QUEUED at creation and at the first poll, and RUNNING at the second. Each further poll answers `ROWS_PER_POLL`
rows (fewer if they are large), until the status is SUCCESS. So polling ends soon, and the same polls give the same
answers, whatever the time between them. The polls recorded on 2026-08-10, 0, 15 and 31 seconds after the creation, got
these three statuses; on 2026-08-19 one in the second of the creation already got RUNNING.

Bodies: recorded 2026-08-10 and 2026-08-19 (crmne/ruby_llm, a job of inline requests), and reported from a third party's
captures of 2026-09-02 (jobs with files; see the comments).
"""

from __future__ import annotations

import json
from collections import Counter
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

ROWS_PER_POLL = 1_000
_RUNNING = ("RUNNING", "CANCELLATION_REQUESTED")


def check_early(context: Context, call: Call) -> None:
    """Checks the ids in `input_files` before the key: one that is not a UUID gets a 422 even with a wrong key (reported
    2026-09-02). Nothing else was observed, so other errors in the body are reported after the key is checked."""
    try:
        _read(call)
    except InvalidRequest as refusal:
        if any(item["type"].startswith("uuid") for item in responses.ERRORS.items_of(refusal)):
            raise
    except Refusal:
        pass


def create(context: Context, call: Call) -> Answer:
    """Checks the body, the model and the input files, then creates the job.

    The body is read here and not by the route, because it is also read before the key is checked (`check_early`).
    """
    request = _read(call)
    call.model = request.model
    if request.model is not None:
        model = models.load().served.get(request.model)
        if model is None or context.limiter.limit_for(model.id).refused:
            # The message is reported from a live capture of 2026-09-02, its body is not: this is that of the similar
            # `Model not available for this type of fine-tuning` (mistralai/client-python#450).
            raise Refusal(422, None, "You do not have access to the model")
    workspace = context.workspace(call)
    inputs = [str(id) for id in request.input_files or ()]
    found = [files.find(workspace, id, call.now) for id in inputs]
    if None in found:
        raise responses.no_file()  # 404 (2026-09-02); the body was not shown
    if any(file.purpose != "batch" for file in found if file):
        # Documented: the files need this purpose (batch guide). The message was not observed.
        raise Refusal(422, None, "Input files must have been uploaded with purpose batch.")
    id = files.new_id(call.random)
    if request.requests:
        inputs = [_store_requests(context, call, request).id]
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
        raise Refusal(400, None, "Cannot parse request body") from None  # django-ninja's message; not observed
    try:
        return CreateBatchJobRequest.model_validate(call.body)
    except ValidationError as error:
        # The name of the body in the loc follows fine-tuning jobs (`job_in`, mistralai/client-ts#70); not observed
        # here.
        raise InvalidRequest(error, "body", "batch_job_in") from None


def _store_requests(context: Context, call: Call, request: CreateBatchJobRequest) -> files.File:
    """Stores inline requests as an input file (recorded: the `input_files` of such a job has one id)."""
    rows = [row.model_dump() for row in request.requests or ()]
    content = "".join(f"{json.dumps(row)}\n" for row in rows).encode()
    file = files.File(
        id=files.new_id(call.random[16:]),
        content=content,
        created_at=int(call.now),
        filename="batch_requests.jsonl",  # name and source were not observed
        purpose="batch",
        sample_type="batch_request",
        num_lines=len(rows),
        mimetype="application/jsonl",
        source="mistral",
    )
    return files.store(context.workspace(call), file)


def check_id(context: Context, call: Call) -> None:
    """Checks the id in the path before the key. Not observed, but the framework reads it together with the body."""
    responses.path_id(call, "job_id")


def _job_at_path(context: Context, call: Call) -> Job:
    found = context.workspace(call).jobs.get(responses.path_id(call, "job_id"))
    if found is None:
        raise responses.no_job()
    return found


def show(context: Context, call: Call) -> Answer:
    """Advances the job and returns it. An ended job of inline requests shows its outputs (recorded with and without
    `?inline=true`), one with files only with `?inline=true` (documented)."""
    job = _job_at_path(context, call)
    wanted = bodies.query(call, InlineQuery)
    _advance(context, call, job)
    shown = job.ended and (job.inline or wanted.inline)
    outputs = execution.outputs(context.workspace(call), job) if shown else None
    return responses.reply(200, job.to_resource(outputs or None))


def _advance(context: Context, call: Call, job: Job) -> None:
    if job.ended:
        return
    if call.now > job.created_at + 3600 * job.timeout_hours:
        # The status is documented; the body of such a job was not observed.
        job.status, job.completed_at = "TIMEOUT_EXCEEDED", int(call.now)
    elif job.status == "QUEUED" and not job.polled:
        job.polled, job.total = True, _count_lines(context, call, job)
    elif job.status == "QUEUED":
        job.status, job.started_at = "RUNNING", int(call.now)
    elif job.status in _RUNNING:
        if _count_lines(context, call, job) < job.total:
            # An input file was deleted meanwhile. The status is documented; the errors were not observed.
            job.status, job.completed_at = "FAILED", int(call.now)
            job.errors = Counter(["No file matches the given query."])
            return
        execution.run(context, call, job, ROWS_PER_POLL)
        if job.done == job.total or job.status == "CANCELLATION_REQUESTED":
            execution.finish(context, call, job)


def _count_lines(context: Context, call: Call, job: Job) -> int:
    workspace = context.workspace(call)
    found = (files.find(workspace, id, call.now) for id in job.input_files)
    return sum(file.num_lines for file in found if file)


def index(context: Context, call: Call) -> Answer:
    """Returns the jobs with their status at the last poll. Listing does not run them."""
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
    """Returns the metadata filter, sent as JSON. How the API accepts an object in a query was not observed."""
    try:
        value = json.loads(text or "{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def cancel(context: Context, call: Call) -> Answer:
    """Cancels a job: CANCELLED at once if it has not started, otherwise CANCELLATION_REQUESTED, and at the next poll
    CANCELLED with the rows answered so far (both reported 2026-09-02). An ended job is unchanged (not observed)."""
    job = _job_at_path(context, call)
    if job.status == "QUEUED":
        job.status, job.completed_at = "CANCELLED", int(call.now)
    elif job.status == "RUNNING":
        job.status = "CANCELLATION_REQUESTED"
    return responses.reply(200, job.to_resource(None))


def delete(context: Context, call: Call) -> Answer:
    """Deletes a job, but not its files (public file: `{"id", "object", "deleted"}`; not observed)."""
    job = _job_at_path(context, call)
    del context.workspace(call).jobs[job.id]
    return responses.reply(200, {"id": job.id, "object": "batch", "deleted": True})
