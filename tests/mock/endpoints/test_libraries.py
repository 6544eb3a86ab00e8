"""/v1/libraries: what is made and uploaded is there, and is processed a moment later."""

from __future__ import annotations

from typing import Any

import pytest

from helpers.api import send
from helpers.endpoints import NOBODY, form, get
from mistral_playbooks.mock import Api, Response, Settings

NOW = 1_761_749_151.424712  # 2025-10-29T14:45:51.424712Z
TEXT = b"A brief test document for library tests.\n"


class Clock:
    now = NOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def api(clock: Clock) -> Api:
    return Api(Settings(api_key="key"), clock=clock)


def made(api: Api, **more: Any) -> dict[str, Any]:
    response, body, _ = send(api, {"name": "Test Library", **more}, path="/v1/libraries")
    assert response.status == 201
    return body


def uploaded(api: Api, library: str, name: str = "a.txt") -> tuple[Response, dict[str, Any]]:
    sent = form(file=(name, TEXT))
    sent["body"] = sent["body"].replace(b"application/pdf", b"text/plain")
    response, body, _ = send(api, path=f"/v1/libraries/{library}/documents", **sent)
    return response, body


def test_a_new_library_is_answered_as_recorded(api: Api) -> None:
    body = made(api, description="A test library")
    assert {**body, "id": "", "owner_id": ""} == {
        "id": "",
        "name": "Test Library",
        "created_at": "2025-10-29T14:45:51.424712Z",
        "updated_at": "2025-10-29T14:45:51.424712Z",
        "owner_id": "",
        "owner_type": "Workspace",
        "total_size": 0,
        "nb_documents": 0,
        "chunk_size": None,
        "emoji": None,
        "description": "A test library",
        "generated_description": None,
        "explicit_user_members_count": None,
        "explicit_workspace_members_count": None,
        "org_sharing_role": None,
    }
    assert body["id"][14] == "7"  # a UUIDv7; the owner's is a UUIDv4
    assert body["owner_id"][14] == "4"


def test_it_is_listed_shown_changed_and_deleted(api: Api, clock: Clock) -> None:
    first, second = made(api), made(api, name="Other")
    assert get(api, "/v1/libraries")[1] == {"data": [second, first]}
    assert get(api, "/v1/libraries", query="search=test")[1] == {"data": [first]}
    clock.now += 1
    path = f"/v1/libraries/{first['id']}"
    changed = send(api, {"description": "New"}, path=path, method="PUT")[1]
    assert (changed["name"], changed["description"]) == ("Test Library", "New")
    assert changed["updated_at"] > first["updated_at"]
    assert get(api, path)[1] == changed
    assert get(api, path, method="DELETE")[1]["id"] == first["id"]
    assert get(api, "/v1/libraries")[1]["data"] == [second]


def test_an_upload_is_answered_as_recorded_and_processed_a_moment_later(api: Api, clock: Clock) -> None:
    library = made(api)["id"]
    response, body = uploaded(api, library)
    assert response.status == 201
    limits = {name: value for name, value in response.headers if "ratelimit" in name}
    assert limits == {
        "x-ratelimit-limit-document-minute": "100",
        "x-ratelimit-remaining-document-minute": "99",
        "x-ratelimit-limit-document-day": "5000",
        "x-ratelimit-remaining-document-day": "4999",
    }
    assert {**body, "id": "", "uploaded_by_id": ""} == {
        "id": "",
        "library_id": library,
        "hash": "98421857739fc0ee82aef28fac1a45b4",  # the MD5 of the content
        "mime_type": "text/plain",
        "extension": "txt",
        "size": len(TEXT),
        "name": "a.txt",
        "summary": None,
        "created_at": "2025-10-29T14:45:51.424712Z",
        "last_processed_at": None,
        "number_of_pages": None,
        "process_status": "in_progress",
        "processing_status": "Running",
        "uploaded_by_id": "",
        "uploaded_by_type": "Workspace",
        "tokens_processing_main_content": None,
        "tokens_processing_summary": None,
        "tokens_processing_total": 0,
        "url": None,
        "attributes": None,
        "expires_at": None,
    }
    path = f"/v1/libraries/{library}/documents/{body['id']}"
    running = {"document_id": body["id"], "process_status": "in_progress", "processing_status": "Running"}
    assert get(api, f"{path}/status")[1] == running
    clock.now += 2
    done = get(api, path)[1]
    assert (done["processing_status"], done["tokens_processing_total"]) == ("Completed", 80)
    assert done["last_processed_at"] > done["created_at"]
    assert get(api, f"{path}/text_content")[1] == {"text": TEXT.decode()}
    shown = get(api, f"/v1/libraries/{library}")[1]
    assert (shown["nb_documents"], shown["total_size"]) == (1, len(TEXT))


def test_documents_are_listed_renamed_processed_again_and_deleted(api: Api, clock: Clock) -> None:
    library = made(api)["id"]
    folder = f"/v1/libraries/{library}/documents"
    empty = {"total_items": 0, "total_pages": 0, "current_page": 0, "page_size": 100, "has_more": False}
    assert get(api, folder)[1] == {"pagination": empty, "data": []}
    ids = [uploaded(api, library, f"{name}.txt")[1]["id"] for name in "abc"]
    clock.now += 2
    assert [one["id"] for one in get(api, folder)[1]["data"]] == ids[::-1]
    page = get(api, folder, query="page_size=2&page=0&sort_order=asc")[1]
    assert [one["id"] for one in page["data"]] == ids[:2]
    assert (page["pagination"]["total_pages"], page["pagination"]["has_more"]) == (2, True)
    assert [one["name"] for one in get(api, folder, query="search=B.")[1]["data"]] == ["b.txt"]
    assert send(api, {"name": "new.txt"}, path=f"{folder}/{ids[0]}", method="PUT")[1]["name"] == "new.txt"
    assert get(api, f"{folder}/{ids[0]}/reprocess", method="POST")[0].status == 204
    assert get(api, f"{folder}/{ids[0]}/status")[1]["processing_status"] == "Running"
    assert get(api, f"{folder}/{ids[0]}", method="DELETE")[0].status == 204
    assert get(api, folder)[1]["pagination"]["total_items"] == 2


def test_what_is_not_there_or_wrong_is_refused(api: Api) -> None:
    library = made(api)["id"]
    folder = f"/v1/libraries/{library}/documents"
    assert get(api, f"/v1/libraries/{NOBODY}")[1] == {"detail": "Library not found."}
    assert get(api, f"{folder}/{NOBODY}")[1] == {"detail": "Document not found."}
    response, body = get(api, "/v1/libraries/mine")
    assert (response.status, body["detail"][0]["loc"]) == (422, ["path", "library_id"])
    response, body, _ = send(api, {}, path="/v1/libraries")
    assert (response.status, body["detail"][0]["loc"]) == (422, ["body", "name"])
    response, body, _ = send(api, path=folder, **form(name="a"))
    assert (response.status, body["detail"][0]["loc"]) == (422, ["body", "file"])


def test_another_key_sees_no_library() -> None:
    api = Api()
    made(api)
    assert get(api, "/v1/libraries", headers={"authorization": "Bearer other"})[1] == {"data": []}
