"""POST /v1/ocr: the answer as recorded, what each option adds, and what is no document."""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from struct import pack
from typing import Any

import pytest

from helpers.api import send
from helpers.endpoints import NOBODY, signed, upload
from mistral_playbooks.mock import Api, Response, Settings
from mistral_playbooks.mock.media.documents import pages

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Pages/Kids[2 0 R]/Count 3>>endobj\n" + b"2 0 obj<</Type /Page/Parent 1 0 R>>endobj\n" * 3
)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
DOCX = b"PK\3\4" + bytes(20)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PAPER = "https://arxiv.org/pdf/2310.06825"


def data(content: bytes, kind: str = "application/pdf") -> str:
    return f"data:{kind};base64,{b64encode(content).decode()}"


def document(url: str) -> dict[str, Any]:
    return {"type": "document_url", "document_url": url}


def image(url: str) -> dict[str, Any]:
    return {"type": "image_url", "image_url": url}


def ocr(api: Api | None = None, /, **fields: Any) -> tuple[Response, Any]:
    body = {"model": "mistral-ocr-latest", "document": document(data(PDF)), **fields}
    response, parsed, _ = send(api or Api(), body, path="/v1/ocr")
    return response, parsed


def page(**fields: Any) -> dict[str, Any]:
    response, body = ocr(pages=[0], **fields)
    assert response.status == 200, body
    return body["pages"][0]


def test_the_answer_is_as_recorded():
    response, body = ocr()
    assert response.status == 200
    assert list(body) == ["pages", "model", "document_annotation", "usage_info"]
    assert body["model"] == "mistral-ocr-latest"
    assert body["document_annotation"] is None
    assert body["usage_info"] == {"pages_processed": 3, "doc_size_bytes": len(PDF)}
    assert [one["index"] for one in body["pages"]] == [0, 1, 2]
    first = body["pages"][0]
    assert list(first) == (
        [
            "index",
            "markdown",
            "images",
            "tables",
            "hyperlinks",
            "header",
            "footer",
            "dimensions",
            "confidence_scores",
            "blocks",
        ]
    )
    assert first["dimensions"] == {"dpi": 93, "height": 1023, "width": 791}
    assert (first["images"], first["tables"], first["hyperlinks"]) == ([], [], [])
    assert (first["header"], first["footer"], first["confidence_scores"]) == (None, None, None)
    assert [block["type"] for block in first["blocks"]] == ["title", "text"]
    assert list(first["blocks"][0]) == (
        ["top_left_x", "top_left_y", "bottom_right_x", "bottom_right_y", "content", "confidence_scores", "type"]
    )
    assert "\n\n".join(block["content"] for block in first["blocks"]) == first["markdown"]


def test_pages_are_told_apart_and_the_same_in_every_run():
    texts = [one["markdown"] for one in ocr()[1]["pages"]]
    assert len(set(texts)) == 3
    assert texts == [one["markdown"] for one in ocr()[1]["pages"]]
    assert texts != [one["markdown"] for one in ocr(Api(Settings(seed="other")))[1]["pages"]]


def test_its_headers_count_pages():
    api = Api(Settings(limits="paid"), clock=lambda: 120.0)
    response, _ = ocr(api)
    limits = [one for one in response.headers if "ratelimit" in one[0]]
    assert limits == [
        ("x-ratelimit-limit-ocr-pages-minute", "1250"),
        ("x-ratelimit-remaining-ocr-pages-minute", "1247"),
        ("x-ratelimit-ocr-pages-query-cost", "3"),
    ]


def test_pages_run_out_until_the_next_minute():
    now = [119.0]
    api = Api(Settings(limits="paid"), clock=lambda: now[0])
    many = document(data(b"%PDF-1.4\n" + b"<</Type/Page>>" * 1000))
    assert ocr(api, document=many)[0].status == 200
    response, body = ocr(api, document=many)
    assert (response.status, body["code"]) == (429, "1300")
    assert response.header("x-ratelimit-remaining-ocr-pages-minute") == "250"
    assert ocr(api)[0].status == 200
    now[0] = 120.0
    assert ocr(api, document=many)[0].status == 200


@pytest.mark.parametrize(
    ("wanted", "read"),
    [
        (None, [0, 1, 2]),
        ([0], [0]),
        ([2, 0, 2], [0, 2]),
        ([1, 7, -1], [1]),
        ("0,2", [0, 2]),
        ("1-2", [1, 2]),
        ("0, 2-999999999", [0, 2]),
        ("2-1", []),
    ],
)
def test_pages_can_be_chosen(wanted: Any, read: list[int]):
    _, body = ocr(pages=wanted)
    assert [one["index"] for one in body["pages"]] == read
    assert body["usage_info"]["pages_processed"] == len(read)


@pytest.mark.parametrize("format", ["html", "markdown"])
def test_tables_apart(format: str):
    one = page(table_format=format)
    (table,) = one["tables"]
    assert table["id"] == ("tbl-0.html" if format == "html" else "tbl-0.md")
    assert table["format"] == format
    assert table["content"].startswith("<table>" if format == "html" else "| word |")
    assert f"[{table['id']}]({table['id']})" in one["markdown"]
    assert one["blocks"][-1]["table_id"] == table["id"]


def test_images_and_their_limit():
    one = page(include_image_base64=True)
    (found,) = one["images"]
    assert found["image_base64"].startswith("data:image/jpeg;base64,/9j/")
    assert f"![{found['id']}]({found['id']})" in one["markdown"]
    assert one["blocks"][-1]["image_id"] == found["id"]
    assert page(include_image_base64=True, image_limit=0)["images"] == []
    assert page(include_image_base64=True, image_min_size=1000)["images"] == []
    _, body = ocr(include_image_base64=True, image_limit=2)
    assert [len(one["images"]) for one in body["pages"]] == [1, 1, 0]


SCHEMA = {
    "type": "json_schema",
    "json_schema": {
        "name": "note",
        "schema": {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"]},
    },
}


def test_annotations_are_json_texts_of_the_schema():
    _, body = ocr(document_annotation_format=SCHEMA, bbox_annotation_format=SCHEMA, document_annotation_prompt="Say.")
    assert list(json.loads(body["document_annotation"])) == ["title"]
    assert list(json.loads(body["pages"][0]["images"][0]["image_annotation"])) == ["title"]
    assert body["pages"][0]["images"][0]["image_base64"] is None


def test_header_and_footer_leave_the_text():
    one = page(extract_header=True)
    assert one["header"] not in one["markdown"]
    assert one["footer"] is None
    both = page(extract_header=True, extract_footer=True)
    assert (both["header"], both["footer"]) == ("Header of page 1", "Page 1")


def test_no_blocks():
    """Recorded 2026-06-29 with `include_blocks: false`; OCR 3 has none."""
    assert page(include_blocks=False)["blocks"] is None
    assert page(model="mistral-ocr-2512")["blocks"] is None


def test_confidence_by_page_word_and_block():
    one = page(confidence_scores_granularity="page")["confidence_scores"]
    assert one["word_confidence_scores"] == []
    assert 0 < one["minimum_page_confidence_score"] <= one["average_page_confidence_score"] <= 1
    whole = page(confidence_scores_granularity="word")
    for word in whole["confidence_scores"]["word_confidence_scores"]:
        assert whole["markdown"][word["start_index"] :].startswith(word["text"])
    blocks = page(confidence_scores_granularity="block")["blocks"]
    assert all(block["confidence_scores"]["block_type_confidence_score"] for block in blocks)


# Documents


def test_an_uploaded_file_by_its_id():
    api = Api()
    id = upload(api, PDF)[1]["id"]
    _, body = ocr(api, document={"type": "file", "file_id": id})
    assert body["usage_info"] == {"pages_processed": 3, "doc_size_bytes": len(PDF)}


@pytest.mark.parametrize("host", ["api.mistral.ai", "127.0.0.1:8000"])
def test_an_uploaded_file_by_its_signed_address(host: str):
    api = Api()
    id = upload(api, PDF)[1]["id"]
    address = signed(api, id, host=host)
    assert ocr(api, document=document(address))[1]["usage_info"]["pages_processed"] == 3
    send(api, b"", path=f"/v1/files/{id}", method="DELETE")
    response, body = ocr(api, document=document(address))
    assert (response.status, body["code"]) == (400, "3310")


def test_a_document_elsewhere_has_one_made_up_page():
    _, body = ocr(document=document(PAPER))
    assert body["usage_info"] == {"pages_processed": 1, "doc_size_bytes": None}


@pytest.mark.parametrize(
    "sent", [image(data(PNG, "image/png")), image("https://upload.wikimedia.org/a.png"), {"image_url": {"url": PAPER}}]
)
def test_images(sent: dict[str, Any]):
    assert len(ocr(document=sent)[1]["pages"]) == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/document.pdf",  # recorded 2025-07-19
        "https://files.example.org/a.pdf",
        "https://nowhere.invalid/a.pdf",
        "https://localhost:8000/a.pdf",
        "https://127.0.0.1/a.pdf",
        "https://192.168.1.5/a.pdf",
        "https://[::1]/a.pdf",
        "https://intranet/a.pdf",
        "https://[broken/a.pdf",
        "https://",
    ],
)
def test_what_nobody_can_fetch(url: str):
    response, body = ocr(document=document(url))
    assert response.status == 400
    assert body == {
        "object": "error",
        "message": f"File could not be fetched from url '{url}'",
        "type": "invalid_request_file",
        "param": None,
        "code": "3310",
        "raw_status_code": 400,
    }


@pytest.mark.parametrize(
    "url",
    [
        data(b"hello"),
        data(b""),
        "data:application/pdf;base64,!!!",
        "data:application/pdf,JVBERi0=",
        "https://example.com/",
        data(b"<html>", "application/octet-stream"),
    ],
)
def test_what_is_no_pdf(url: str):
    response, body = ocr(document=document(url))
    assert (response.status, body["type"], body["code"]) == (400, "document_parser_invalid_file", "3740")
    assert body["message"] == "Document is not a valid PDF."


def test_too_many_pages():
    response, body = ocr(document=document(data(b"%PDF-1.4\n" + b"<</Type/Page>>" * 1001)))
    assert (response.status, body["type"], body["code"]) == (400, "document_parser_too_many_pages", "3730")
    assert body["message"] == "This document has 1001 pages, which is more than the maximum allowed of 1000."


def test_images_of_a_word_document_come_as_base64_only():
    response, body = ocr(document=document(data(DOCX, WORD)))
    assert response.status == 400
    assert body["message"].startswith("For .docx files, extracted images can only be returned in base64.")
    assert ocr(document=document(data(DOCX, WORD)), image_limit=0)[0].status == 200
    assert ocr(document=document(data(DOCX, WORD)), include_image_base64=True)[0].status == 200


def test_an_image_that_is_none():
    response, body = ocr(document=image(data(b"hello", "image/png")))
    assert (response.status, body["code"]) == (400, "3310")


def test_an_unknown_file():
    response, body = ocr(document={"type": "file", "file_id": NOBODY})
    assert (response.status, body["type"], body["code"]) == (422, "invalid_file", "1901")
    assert body["message"] == "Could not get file."


def test_an_image_at_a_document_s_address():
    """mistralai/platform-docs-public#211, 2025-03: `document_url` is for documents, `image_url` for images."""
    api = Api()
    address = signed(api, upload(api, picture(1, 1), name="a.png")[1]["id"])
    for url, kind in [
        (address, "image/png"),
        (data(picture(1, 1)), "image/png"),
        ("https://upload.wikimedia.org/a.JPG?download=1", "image/jpeg"),
    ]:
        response, body = ocr(api, document=document(url))
        assert (response.status, body["message"]) == (400, f"Invalid document type. {kind} is not supported.")
        assert (body["type"], body["code"]) == ("invalid_request_error", None)
    assert ocr(api, document=image(address))[0].status == 200


def picture(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + pack(">II", width, height) + b"\x08\6\0\0\0"


@pytest.mark.parametrize("size", [(1, 1), (64, 64), (640, 480)])
def test_the_dimensions_of_an_image_are_its_own(size: tuple[int, int]):
    """Recorded 2026-06-29: one pixel, 200 dpi."""
    document = image(data(picture(*size), "image/png"))
    (one,) = ocr(document=document, include_image_base64=True)[1]["pages"]
    assert one["dimensions"] == {"dpi": 200, "height": size[1], "width": size[0]}
    for box in (*one["blocks"], *one["images"]):
        assert 0 <= box["top_left_x"] < box["bottom_right_x"] <= size[0]
        assert 0 <= box["top_left_y"] < box["bottom_right_y"] <= size[1]


@pytest.mark.parametrize(
    ("boxes", "found"),
    [
        (b"", [(93, 1023, 791)] * 2),
        (b"/MediaBox [0 0 612 792]", [(93, 1023, 791)] * 2),  # recorded
        (b"/MediaBox[0.0 0.0 595.276 841.89]", [(87, 1018, 720)] * 2),  # A4, as other projects got it
        (b"/MediaBox [0 0 612 792] /MediaBox [0 0 200 100]", [(93, 1023, 791), (200, 278, 556)]),
        (b"/MediaBox [0 0 0 0]", [(93, 1023, 791)] * 2),
        (b"/MediaBox [0 0 200000 100000]", [(1, 1389, 2778)] * 2),
    ],
)
def test_the_dimensions_of_pages_are_those_of_their_boxes(boxes: bytes, found: list[tuple[int, int, int]]):
    pdf = b"%PDF-1.4\n" + boxes + b"<</Type/Page>>" * 2
    sizes = [one["dimensions"] for one in ocr(document=document(data(pdf)))[1]["pages"]]
    assert [(one["dpi"], one["height"], one["width"]) for one in sizes] == found
    sizes = [one["dimensions"] for one in ocr(document=document(data(pdf)), pages=[1])[1]["pages"]]
    assert [(one["dpi"], one["height"], one["width"]) for one in sizes] == found[1:]


# The schema


@pytest.mark.parametrize(
    "url", ["http://a/b.pdf", "paper.pdf", "", "data:text/plain;base64,aGk=", "data:image/jpeg;base64,aGk=", "A" * 300]
)
def test_content_that_is_neither_address_nor_base64(url: str):
    response, body = ocr(document=document(url))
    assert response.status == 422
    (item,) = body["detail"]
    assert (item["type"], item["loc"]) == ("value_error", ["body"])
    shown = url if len(url) <= 100 else f"{url[:50]}...{url[-50:]}"
    assert item["msg"] == (
        "Value error, Document content must be a URL (starting with 'https') or base64 encoded document (starting with "
        f"'data:application/<format>;base64,<document-base64>')Received: {shown}"
    )
    assert item["input"]["document"] == document(url)


def test_a_sheet_and_a_pdf_as_an_image():
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert ocr(document=document(data(DOCX, sheet)))[0].status == 422
    _, body = ocr(document=image(data(PDF)))
    assert body["detail"][0]["msg"].startswith("Value error, Image content must be a URL (starting with 'https')")


def test_a_chunk_of_another_type():
    """As pasted in mistralai/platform-docs-public#263."""
    response, body = ocr(document={"type": "base64_document", "base64_document": "x"})
    assert response.status == 422
    items = {tuple(item["loc"]): item for item in body["detail"]}
    kind = items["body", "document", "DocumentURLChunk", "type"]
    assert (kind["type"], kind["msg"]) == (
        "literal_error",
        "Input should be <ChunkTypes.document_url: 'document_url'>",
    )
    assert items["body", "document", "DocumentURLChunk", "document_url"]["type"] == "missing"


@pytest.mark.parametrize(
    ("fields", "loc"),
    [
        ({"typo": 1}, ["body", "typo"]),
        ({"pages": "one"}, ["body", "pages"]),
        ({"pages": "9" * 5000}, ["body", "pages"]),
        ({"document": document("\ud800")}, ["body"]),
        ({"pages": [1.5]}, ["body", "pages", "list[int]", 0]),
        ({"table_format": "csv"}, ["body", "table_format"]),
        ({"confidence_scores_granularity": "token"}, ["body", "confidence_scores_granularity"]),
        ({"document_annotation_format": {"type": "json_object"}}, ["body"]),
        ({"bbox_annotation_format": {"type": "text"}}, ["body"]),
        ({"document_annotation_format": {"type": "json_schema"}}, ["body"]),
        ({"document_annotation_prompt": "Say."}, ["body"]),
        (
            {"document": document("https://a.org/b.pdf") | {"pages": 1}},
            ["body", "document", "DocumentURLChunk", "pages"],
        ),
        ({"document": {"type": "file", "file_id": "x"}}, ["body", "document", "FileChunk", "file_id"]),
    ],
)
def test_fields_that_are_wrong(fields: dict[str, Any], loc: list[Any]):
    response, body = ocr(**fields)
    assert response.status == 422
    assert loc in [item["loc"] for item in body["detail"]]


def test_a_body_that_is_missing():
    assert send(Api(), b"", path="/v1/ocr")[0].status == 422
    assert send(Api(), [], path="/v1/ocr")[0].status == 422
    _, body, _ = send(Api(), {}, path="/v1/ocr")
    assert [item["loc"] for item in body["detail"]] == [["body", "model"], ["body", "document"]]


@pytest.mark.parametrize("model", ["mistral-small-latest", "mistral-ocr-2411", "mistral-ocr-2505", ""])
def test_a_model_that_cannot(model: str):
    response, body = ocr(model=model)
    assert (response.status, body["message"]) == (400, f"Invalid model: {model}")


def test_no_model():
    assert ocr(model=None)[1]["model"] == "mistral-ocr-latest"


def test_a_plan_without_the_model(tmp_path):
    limits = tmp_path / "limits.json"
    limits.write_text('{"mistral-ocr-4-1": {"refused": "tier_not_allowed"}}')
    response, body = ocr(Api(Settings(limits=limits)), document=document("https://nowhere.invalid/a.pdf"))
    assert (response.status, body["code"]) == (403, "1910")


# Pages of a PDF


def test_pages_are_counted_in_plain_and_in_compressed_objects():
    objects = zlib.compress(b"<</Type/Page>>" * 5 + b"<</Type/Pages/Count 5>>")
    packed = b"%%PDF-1.5\n1 0 obj<</Type/ObjStm/N 6/Filter/FlateDecode>>stream\r\n%b\nendstream" % objects
    assert pages(packed) == 5
    assert pages(PDF) == 3
    assert pages(b"%PDF-1.7 <</Type/Pages/Count 12>>") == 12
    assert pages(b"%PDF-1.7") == 1
    assert pages(b"%PDF-1.7 1 0 obj<</Type/ObjStm>>stream\nnot deflated") == 1


@pytest.mark.parametrize("data", ["AAAA", "!"])
def test_what_is_no_image_is_refused_as_in_a_chat(data):
    url = f"data:image/png;base64,{data}"
    part = {"type": "image_url", "image_url": url}
    response, body, _ = send(Api(), {"model": "mistral-ocr-latest", "document": part}, path="/v1/ocr")
    talk = {"model": "mistral-small-latest", "messages": [{"role": "user", "content": [part]}]}
    assert (response.status, body) == (400, send(Api(), talk)[1])
    assert body["message"] == f"Image, '{url}', could not be loaded as a valid image"
