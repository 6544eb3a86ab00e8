"""/v1/files: what is uploaded is there, listed, signed and deleted; what is no JSONL is refused as a whole."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import pytest

from helpers.api import send
from helpers.endpoints import NOBODY, PDF, form, get, signed, upload
from mistral_playbooks.mock import Api, Settings
from mistral_playbooks.mock.endpoints.files import files

NOW = 1_786_389_977.0
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPT_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ROW = json.dumps({"custom_id": "0", "body": {"messages": [{"role": "user", "content": "Hello"}]}}).encode()


@pytest.fixture
def api() -> Api:
    return Api(Settings(api_key="key"), clock=lambda: NOW)


def test_an_upload_is_answered_as_recorded(api: Api):
    response, body = upload(api)
    assert response.status == 200
    assert response.header("content-type") == "application/json; charset=utf-8"
    assert response.body == json.dumps(body).encode()  # a space after `:` and `,`
    assert not any("ratelimit" in name for name, _ in response.headers)
    assert {**body, "id": ""} == {
        "id": "",
        "object": "file",
        "bytes": len(PDF),
        "created_at": int(NOW),
        "filename": "a.pdf",
        "purpose": "ocr",
        "sample_type": "ocr_input",
        "num_lines": 0,
        "mimetype": "application/pdf",
        "source": "upload",
        "signature": "ad91f7d7bd130e37f094a8539b508f51",  # the MD5 of the content
        "expires_at": None,
        "visibility": "workspace",
    }
    assert body["id"][14] == "4"  # a UUIDv4


def test_the_journal_keeps_no_content(api: Api):
    upload(api)
    kept = {"filename": "a.pdf", "content_type": "application/pdf", "bytes": len(PDF)}
    assert api.journal[-1].body == {"file": kept, "purpose": "ocr"}


def test_the_same_file_again_is_the_same_file(api: Api):
    """Recorded on 2026-08-10 and 2026-08-19: one id and one `created_at`."""
    first = upload(api)[1]
    assert upload(api)[1] == first
    assert upload(api, name="b.pdf")[1]["id"] != first["id"]
    assert upload(api, PDF + b"x")[1]["id"] != first["id"]
    get(api, f"/v1/files/{first['id']}", method="DELETE")
    assert upload(api)[1]["id"] != first["id"]


def test_it_is_there_until_it_is_deleted(api: Api):
    id = upload(api)[1]["id"]
    path = f"/v1/files/{id}"
    response, body = get(api, path)
    assert (response.status, list(body)[-1], body["deleted"]) == (200, "deleted", False)
    response, _ = get(api, f"{path}/content")
    assert (response.body, response.header("content-type")) == (PDF, "application/octet-stream")
    assert get(api, path.upper().replace("/V1/FILES", "/v1/files"))[0].status == 200  # a UUID in capitals
    assert get(api, path, method="DELETE")[1] == {"id": id, "object": "file", "deleted": True}
    for gone, method in ((path, "GET"), (f"{path}/content", "GET"), (f"{path}/url", "GET"), (path, "DELETE")):
        response, body = get(api, gone, method=method)
        assert (response.status, body) == (404, {"detail": "No file matches the given query."})


def test_another_key_does_not_see_it():
    api = Api()
    id = upload(api)[1]["id"]
    other = {"authorization": "Bearer other"}
    assert get(api, f"/v1/files/{id}", headers=other)[0].status == 404
    assert get(api, "/v1/files", headers=other)[1] == {"data": [], "object": "list", "total": 0}


def test_the_list_newest_first_by_pages_and_filters(api: Api):
    ids = [upload(api, name=f"{i}.pdf")[1]["id"] for i in range(3)]
    batch = upload(api, ROW, "batch", "Rows.jsonl")[1]["id"]

    def listed(query: str = "") -> list[str]:
        return [one["id"] for one in get(api, "/v1/files", query=query)[1]["data"]]

    assert listed() == [batch, *reversed(ids)]
    assert listed("page_size=2&page=1") == [ids[1], ids[0]]
    assert listed("page=9") == []
    assert listed("purpose=batch") == listed("sample_type=batch_request") == listed("search=rows") == [batch]
    assert listed("mimetypes=application/pdf&mimetypes=x") == list(reversed(ids))
    assert listed("source=mistral") == []
    assert get(api, "/v1/files", query="page_size=1")[1]["total"] == 4
    assert get(api, "/v1/files", query="include_total=false")[1]["total"] is None
    response, body = get(api, "/v1/files", query="page=x&purpose=y")
    assert response.status == 422
    assert [item["loc"] for item in body["detail"]] == [["query", "page"], ["query", "purpose"]]
    assert all("input" not in item and "url" not in item for item in body["detail"])


def test_it_expires():
    now = [NOW]
    api = Api(clock=lambda: now[0])
    body = upload(api, expiry="2")[1]
    assert body["expires_at"] == NOW + 7200
    now[0] += 7199
    assert get(api, f"/v1/files/{body['id']}")[0].status == 200
    now[0] += 1
    assert get(api, f"/v1/files/{body['id']}")[0].status == 404
    assert get(api, "/v1/files")[1]["total"] == 0


# Signed addresses


def test_a_signed_address_opens_without_a_key(api: Api):
    id = upload(api)[1]["id"]
    parts = urlsplit(signed(api, id))
    assert (parts.scheme, parts.netloc) == ("http", "127.0.0.1:8000")
    assert parts.path.startswith("/fine-tune/")
    assert parts.path.endswith(f"/{id.replace('-', '')}.pdf")
    response, _ = get(api, parts.path, query=parts.query, headers={})
    assert (response.status, response.body, response.header("content-type")) == (200, PDF, "application/pdf")


def test_under_the_gateway_it_is_an_address_of_mistral(api: Api):
    assert signed(api, upload(api)[1]["id"], host="api.mistral.ai").startswith("https://api.mistral.ai/fine-tune/")


def test_a_signed_address_ends():
    now = [NOW]
    api = Api(clock=lambda: now[0])
    id = upload(api)[1]["id"]
    parts, longer = urlsplit(signed(api, id, "expiry=1")), urlsplit(signed(api, id, "expiry=168"))
    assert get(api, parts.path, query=parts.query.replace("sig=", "sig=x"))[0].status == 403
    assert get(api, parts.path, query=parts.query.replace("se=2026", "se=2027"))[0].status == 403
    now[0] += 3600
    response, _ = get(api, parts.path, query=parts.query)
    assert response.status == 403
    assert b"<Code>AuthenticationFailed</Code>" in response.body
    assert get(api, longer.path, query=longer.query)[0].status == 200
    get(api, f"/v1/files/{id}", method="DELETE")
    assert get(api, longer.path, query=longer.query)[0].status == 404


@pytest.mark.parametrize("hours", ["0", "169", "x"])
def test_its_hours_are_1_to_168(api: Api, hours: str):
    id = upload(api)[1]["id"]
    response, body = get(api, f"/v1/files/{id}/url", query=f"expiry={hours}")
    assert (response.status, body["detail"][0]["loc"]) == (422, ["query", "expiry"])


def test_a_name_with_anything_in_it(api: Api):
    id = upload(api, name="a b/\u00e9%.p\u00e4f")[1]["id"]
    parts = urlsplit(signed(api, id))
    assert parts.path.endswith(".bin")
    assert get(api, parts.path, query=parts.query)[0].body == PDF


def test_a_part_may_call_itself_anything(api: Api):
    for said, kind in (("Text/Plain; charset=x", "text/plain"), ("\u00e9", None), ("a/b c", None), ("", None)):
        sent = form(file=("a.txt", said.encode()), purpose="audio")
        sent["body"] = sent["body"].replace(b"application/pdf", said.encode())
        assert send(api, path="/v1/files", **sent)[1]["mimetype"] == (kind or "application/octet-stream")


# Ids


@pytest.mark.parametrize("path", ["/v1/files/abc", "/v1/files/abc/content", "/v1/files/abc/url", "/v1/batch/jobs/abc"])
@pytest.mark.parametrize("key", ["key", "wrong"])
def test_an_id_that_is_no_uuid_is_told_before_the_key(api: Api, path: str, key: str):
    response, body = get(api, path, headers={"authorization": f"Bearer {key}"})
    assert response.status == 422
    (item,) = body["detail"]
    assert item["type"] == "uuid_parsing"
    assert item["loc"] == ["path", "job_id" if "batch" in path else "file_id"]


@pytest.mark.parametrize("path", [f"/v1/files/{NOBODY}", "/v1/files", f"/v1/batch/jobs/{NOBODY}"])
def test_a_wrong_key_is_told_for_any_other(api: Api, path: str):
    assert get(api, path, headers={"authorization": "Bearer wrong"})[0].status == 401


# What is refused


WORD = b"PK\3\4" + bytes(26) + b"[Content_Types].xml" + bytes(9) + b"word/document.xml"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"PK\3\4" + bytes(26) + b"a.txt", "application/zip"),
        (
            WORD.replace(b"word/", b"xl/"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (b"", "application/x-empty"),
    ],
)
def test_an_upload_for_ocr_of_another_type_as_reported(api: Api, content: bytes, kind: str):
    """mistralai/client-python#217, 2025-05-05: the type is read from the content, here declared to be a PDF."""
    response, body = upload(api, content)
    assert response.status == 422
    assert response.body == json.dumps(body).encode()
    assert body == {
        "detail": "Invalid file format.",
        "message": f"Received file with mimetype {kind}, only application/pdf, image/.*, "
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document, "
        "application/vnd.openxmlformats-officedocument.presentationml.presentation, application/epub+zip, "
        "application/docbook+xml, application/rtf, application/vnd.oasis.opendocument.text, application/x-biblatex, "
        "application/x-bibtex, application/x-endnote+xml, application/x-fictionbook+xml, application/x-ipynb+json, "
        "application/x-jats+xml, application/x-latex, application/x-opml+xml, text/troff, text/x-dokuwiki are "
        "currently supported",
    }
    assert upload(api, content, "audio")[0].status == 200


@pytest.mark.parametrize(
    ("name", "content", "declared", "kind"),
    [
        ("a.bin", b"\x89PNG\r\n\x1a\n", "application/octet-stream", "image/png"),
        ("a.bin", WORD, "application/octet-stream", WORD_TYPE),
        ("a.bin", WORD.replace(b"word/", b"ppt/"), "application/zip", PPT_TYPE),
        ("a.bin", b"PK\3\4" + bytes(26) + b"mimetypeapplication/epub+zipPK\3\4", "a/b", "application/epub+zip"),
        ("a.ipynb", b"{}", "application/octet-stream", "application/x-ipynb+json"),
        ("a.tex", b"\\bye", "text/x-tex", "application/x-latex"),
        ("a.rtf", b"{\\rtf1}", "text/rtf", "application/rtf"),
        ("a", b"=", "text/x-dokuwiki; charset=utf-8", "text/x-dokuwiki"),
        ("a.svg", b"<svg/>", "image/svg+xml", "image/svg+xml"),
        ("a.txt", b"hello", "text/plain", None),
        ("a.md", b"# hello", "text/markdown", None),
        ("a.bin", b"hello", "", None),
    ],
)
def test_types_for_ocr(api: Api, name: str, content: bytes, declared: str, kind: str | None):
    sent = form(file=(name, content), purpose="ocr")
    sent["body"] = sent["body"].replace(b"application/pdf", declared.encode())
    response, body, _ = send(api, path="/v1/files", **sent)
    assert response.status == (200 if kind else 422)
    assert body["mimetype"] == kind if kind else "Received file with mimetype " in body["message"]


def test_an_upload_without_a_file(api: Api):
    response, body, _ = send(api, path="/v1/files", **form(purpose="ocr"))
    assert (response.status, body) == (
        422,
        {"detail": [{"type": "missing", "loc": ["file", "file"], "msg": "Field required"}]},
    )
    assert send(api, {"purpose": "ocr"}, path="/v1/files")[0].status == 422


@pytest.mark.parametrize(
    ("fields", "loc"),
    [({"purpose": "nope"}, "purpose"), ({"visibility": "all"}, "visibility"), ({"expiry": "soon"}, "expiry")],
)
def test_wrong_fields_beside_the_file(api: Api, fields: dict[str, str], loc: str):
    response, body, _ = send(api, path="/v1/files", **form(file=("a.pdf", PDF), **fields))
    assert (response.status, body["detail"][0]["loc"]) == (422, ["form", loc])


@pytest.mark.parametrize("purpose", ["batch", "fine-tune", None])
def test_what_is_no_jsonl_is_refused_as_a_whole(api: Api, purpose: str | None):
    """Without a purpose too: so users who forgot it met the message about chats."""
    response, body = upload(api, PDF, purpose)
    assert response.status == 422
    assert list(body) == ["detail", "description", "errors"]
    assert body["detail"] == "Invalid file format."
    assert body["errors"][0] == {
        "message": "Chat too large or missing. Format your file using newline delimited JSON",
        "line_number": 1,
    }


def test_the_error_of_a_line_as_reported(api: Api):
    _, body = upload(api, b'{"messages": {}}', "fine-tune")
    assert body["description"] == (
        "Found 1 error in this file. You can view supported formats here: "
        "https://docs.mistral.ai/capabilities/finetuning."
    )
    assert body["errors"] == [
        {
            "message": "1 validation error for FinetuningMessages messages   Input should be a valid list "
            "[type=list_type, input_value={}, input_type=dict]     For further information visit "
            "https://errors.pydantic.dev/2.11/v/list_type",
            "line_number": 1,
        }
    ]


def row(**fields: Any) -> bytes:
    return json.dumps({"body": {"messages": [{"role": "user", "content": "Hello"}], **fields}}).encode()


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"[]",
        b"{}",
        b'{"body": 1}',
        b'{"custom_id": 1, "body": {}}',
        row(temperature=2),
        row(max_tokens=-5),
        row(messages=[]),
        row(messages=[{"role": "robot", "content": "x"}]),
        b"\xff",
        b"[" * 100_000,
    ],
)
def test_lines_that_refuse_a_batch_file(api: Api, line: bytes):
    response, body = upload(api, ROW + b"\n\n" + line + b"\n", "batch")
    assert response.status == 422
    assert [error["line_number"] for error in body["errors"]] == [3]


@pytest.mark.parametrize(
    "line",
    [
        ROW,
        row(model="whatever", max_tokens=10_000_000),
        b'{"body": {"input": ["a"], "anything": true}}',
        b'{"custom_id": "same", "body": {}}',
        row(messages=[{"role": "assistant", "content": "Only the model can tell that this is wrong."}]),
    ],
)
def test_lines_that_pass(api: Api, line: bytes):
    response, body = upload(api, line + b"\r\n" + line, "batch", "a.jsonl")
    assert response.status == 200, body
    assert (body["num_lines"], body["sample_type"], body["mimetype"]) == (2, "batch_request", "application/jsonl")


def test_lines_for_fine_tuning(api: Api):
    assert upload(api, b'{"messages": [{"role": "user"}]}', "fine-tune")[1]["sample_type"] == "instruct"
    assert upload(api, b'{"text": "a", "labels": {}}', "fine-tune")[0].status == 200


# Bounds


def test_the_oldest_files_go_where_there_are_too_many_bytes(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "MAX_BYTES", 300)
    api = Api()
    ids = [upload(api, bytes([i]) * 100)[1]["id"] for i in range(5)]
    assert [one["id"] for one in get(api, "/v1/files")[1]["data"]] == [ids[4], ids[3], ids[2]]
    large = upload(api, b"x" * 1000)[1]["id"]
    assert [one["id"] for one in get(api, "/v1/files")[1]["data"]] == [large]


def test_the_same_requests_give_the_same_answers():
    def run() -> list[bytes]:
        api = Api(clock=lambda: NOW)
        first = upload(api)[0].body
        return [first, upload(api, ROW, "batch")[0].body, get(api, "/v1/files")[0].body]

    assert run() == run()
