"""The pages that the mocked OCR returns: made up, reproducible, in the format recorded in August 2026.

Pages have a table if `table_format` requests separate tables, and an image if images or their annotations are
requested, so that each option has an effect.
"""

from __future__ import annotations

import json
from itertools import accumulate
from math import ceil
from typing import TYPE_CHECKING, Any

from ..state.ids import digest
from . import answers
from .values import json_schema

if TYPE_CHECKING:
    from ..schemas.chat import ResponseFormat
    from ..schemas.ocr import OCRRequest

_MAX_DPI = 200
_LONGEST_SIDE = 1_024
Dimensions = dict[str, int]
# Places on a page of US Letter.
_WIDTH, _LENGTH = 791, 1_023
_MARGIN, _RIGHT, _TOP, _HEIGHT = 90, 702, 98, 60

# One gray pixel.
_JPEG = (
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI//////////////////////////////////////////"
    "//////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AP//Z"
)
_SIZE = 64


def of_page(width: float, height: float) -> Dimensions:
    """Returns the dimensions of a page of this size in points.

    The longer side gets at most 1,024 pixels: US Letter has 93 dpi (recorded 2026-06-29 and 2026-08-19, 791 x 1023), A4
    has 87 (720 x 1018 in fixtures of several public projects, undated). The maximum of 200 is that of an image.
    """
    dpi = max(1, min(_MAX_DPI, int(_LONGEST_SIDE * 72 / max(width, height))))
    across, down = (ceil(round(side * dpi / 72, 3)) for side in (width, height))
    return {"dpi": dpi, "height": down, "width": across}


def of_picture(width: int, height: int) -> Dimensions:
    """Returns the dimensions of an image: its own (recorded 2026-06-29 of 1 x 1 pixels; whether the API scales a large
    one down was not observed)."""
    return {"dpi": _MAX_DPI, "height": height, "width": width}


def selected(pages: str | list[int] | None, count: int) -> list[int]:
    """Returns the selected page numbers below `count`, from 0, in order and without duplicates. Pages that do not exist
    are ignored (not observed)."""
    if pages is None:
        return list(range(count))
    if isinstance(pages, list):
        return sorted({number for number in pages if 0 <= number < count})
    begun = [0] * (count + 1)  # ranges that begin minus ranges that end at each page; fast even for 100,000 ranges
    for part in pages.split(","):
        first, _, last = part.partition("-")
        low, high = min(int(first), count), min(int(last or first) + 1, count)
        if low < high:
            begun[low] += 1
            begun[high] -= 1
    return [page for page, open in enumerate(accumulate(begun)) if open]


def annotation(format: ResponseFormat | None, seed: bytes, budget: json_schema.Budget) -> str | None:
    """Returns a value for an annotation format, as a JSON string."""
    if format is None or format.json_schema is None:
        return None
    return json.dumps(json_schema.instance(format.json_schema.schema_, digest(seed, "annotation"), budget))


def make(
    request: OCRRequest,
    numbers: list[int],
    dimensions: list[Dimensions],
    seed: bytes,
    budget: json_schema.Budget,
    *,
    blocks: bool,
) -> list[dict[str, Any]]:
    """Returns the pages with these numbers. `dimensions` are those of all pages."""
    images = bool(request.include_image_base64 or request.bbox_annotation_format)
    left = (request.image_limit if request.image_limit is not None else len(numbers)) if images else 0
    if (request.image_min_size or 0) > _SIZE:
        left = 0
    left = min(left, len(numbers))
    made = []
    for place, number in enumerate(numbers):
        own = digest(seed, str(number))
        image = _image(f"img-{place}.jpeg", request, dimensions[number], own, budget) if place < left else None
        made.append(_page(request, number, place, dimensions[number], own, image, blocks=blocks))
    return made


def _page(
    request: OCRRequest,
    number: int,
    place: int,
    dimensions: Dimensions,
    seed: bytes,
    image: dict[str, Any] | None,
    *,
    blocks: bool,
) -> dict[str, Any]:
    words = answers.sentence(seed)
    header, footer = f"Header of page {number + 1}", f"Page {number + 1}"
    texts = [("title", f"# Page {number + 1}"), ("text", words)]
    tables = []
    if request.table_format:
        suffix = "html" if request.table_format == "html" else "md"
        name = f"tbl-{place}.{suffix}"
        tables = [_table(name, request.table_format, seed, request.confidence_scores_granularity == "word")]
        texts.append(("table", f"[{name}]({name})"))  # the reference as users see it (2026-08)
    if image:
        texts.append(("image", f"![img-{place}.jpeg](img-{place}.jpeg)"))
    if request.extract_header or request.extract_footer:
        texts = [
            *([] if request.extract_header else [("header", header)]),
            *texts,
            *([] if request.extract_footer else [("footer", footer)]),
        ]
    markdown = "\n\n".join(text for _, text in texts)
    grain = request.confidence_scores_granularity
    found = [_block(i, *one, grain == "block", tables, dimensions) for i, one in enumerate(texts)] if blocks else None
    return {
        "index": number,
        "markdown": markdown,
        "images": [image] if image else [],
        "tables": tables,
        "hyperlinks": [],
        "header": header if request.extract_header else None,
        "footer": footer if request.extract_footer else None,
        "dimensions": dimensions,
        "confidence_scores": _scores(markdown, seed, words=grain == "word") if grain else None,
        "blocks": found,
    }


def _block(place: int, kind: str, content: str, scored: bool, tables: list[Any], page: Dimensions) -> dict[str, Any]:
    top = _TOP + place * (_HEIGHT + 20)
    scores = {
        "average_content_confidence_score": 0.99,
        "minimum_content_confidence_score": 0.97,
        "block_type_confidence_score": 0.98,
    }
    block: dict[str, Any] = {
        **_corners(_MARGIN, top, _RIGHT, top + _HEIGHT, page),
        "content": content,
        "confidence_scores": scores if scored else None,
        "type": kind,
    }
    if kind == "image":
        block["image_id"] = content[2 : content.index("]")]
    if kind == "table":
        block["table_id"] = tables[0]["id"]
    return block


def _corners(left: int, top: int, right: int, bottom: int, page: Dimensions) -> dict[str, int]:
    """Returns the corners of a box, given on US Letter, on a page of another size. No box is empty."""
    return {
        "top_left_x": left * page["width"] // _WIDTH,
        "top_left_y": top * page["height"] // _LENGTH,
        "bottom_right_x": ceil(right * page["width"] / _WIDTH),
        "bottom_right_y": ceil(bottom * page["height"] / _LENGTH),
    }


def _scores(text: str, seed: bytes, *, words: bool) -> dict[str, Any]:
    found: list[dict[str, Any]] = []
    at = 0
    for place, word in enumerate(text.split() if words else ()):
        at = text.index(word, at)
        found.append({"text": word, "confidence": round(0.9 + seed[place % 32] / 2560, 4), "start_index": at})
        at += len(word)
    scores = [one["confidence"] for one in found] or [0.99, 0.97]
    return {
        "word_confidence_scores": found,
        "average_page_confidence_score": round(sum(scores) / len(scores), 4),
        "minimum_page_confidence_score": min(scores),
    }


def _table(name: str, format: str, seed: bytes, scored: bool) -> dict[str, Any]:
    first, second = (answers.WORDS[seed[i] % len(answers.WORDS)] for i in (12, 13))
    content = (
        f"<table><tr><th>word</th><th>count</th></tr><tr><td>{first}</td><td>1</td></tr>"
        f"<tr><td>{second}</td><td>2</td></tr></table>"
        if format == "html"
        else f"| word | count |\n| --- | --- |\n| {first} | 1 |\n| {second} | 2 |"
    )
    scores = [{"text": first, "confidence": 0.99, "start_index": content.index(first)}] if scored else None
    return {"id": name, "content": content, "format": format, "word_confidence_scores": scores}


def _image(name: str, request: OCRRequest, page: Dimensions, seed: bytes, budget: json_schema.Budget) -> dict[str, Any]:
    return {
        "id": name,
        **_corners(_MARGIN, 700, _MARGIN + _SIZE, 700 + _SIZE, page),
        "image_base64": f"data:image/jpeg;base64,{_JPEG}" if request.include_image_base64 else None,
        "image_annotation": annotation(request.bbox_annotation_format, digest(seed, name), budget),
    }
