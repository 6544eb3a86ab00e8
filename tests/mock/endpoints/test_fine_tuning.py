"""POST /v1/fine_tuning/jobs: no model is available."""

from __future__ import annotations

from typing import Any

import pytest

from helpers.api import send
from mistral_playbooks.mock import Api

FILES = [{"file_id": "3e9e7f0c-5f0d-4d0b-9f0f-0d6f3b9a7c11", "weight": 1}]


def job(**fields: Any) -> tuple[int, Any]:
    response, body, _ = send(Api(), {"model": "open-mistral-7b", **fields}, path="/v1/fine_tuning/jobs")
    return response.status, body["detail"]


@pytest.mark.parametrize("model", ["open-mistral-7b", "mistral-small-latest", "ministral-8b-latest"])
def test_every_model_is_refused(model: str) -> None:
    """mistralai/client-python#450, 2026-03-27."""
    text = "Model not available for this type of fine-tuning (completion)."
    assert job(model=model, training_files=FILES) == (422, text)


def test_the_message_names_the_kind_of_job() -> None:
    assert job(training_files=FILES, job_type="classifier")[1].endswith("(classifier).")


def test_a_job_without_files() -> None:
    """mistralai/client-ts#70, 2025-01-08."""
    text = "At least one training file or repository is required."
    expected = {"type": "value_error", "loc": ["body", "job_in"], "msg": f"Value error, {text}", "ctx": {"error": text}}
    assert job() == (422, [expected])
