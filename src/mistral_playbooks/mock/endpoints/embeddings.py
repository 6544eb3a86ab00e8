"""POST /v1/embeddings: a vector of unit length for each text, the same for the same text.

Texts that share groups of three letters get similar vectors, so a search over a few texts finds those with words of the
query. Meaning has no influence.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import shake_256
from math import sqrt
from struct import pack, unpack
from typing import TYPE_CHECKING, Any
from zlib import crc32

from ..model import answers
from ..state.ids import digest
from ..types import Answer, Call
from ..validation import plan
from ..wire.envelope import dumps
from ..wire.refusal import Refusal

if TYPE_CHECKING:
    from ..context import Context
    from ..schemas.tasks import EmbeddingRequest
    from ..validation.models import Model

MAX_INPUTS = 256
"""The maximum number of inputs: 256 are accepted, 257 are not (recorded 2026-08-14, 0xPlaygrounds/rig@b637ebec; also
found by a binary search of 2026-05-06 in raphaelmansuy/edgequake-llm, which corrected the 512 of its #74)."""

MAX_TOKENS = 65_536
"""The maximum number of tokens in all inputs: 65,286 were accepted and 66,960 were not (reported 2026-07-19,
garrytan/gbrain src/core/ai/recipes/mistral.ts); 16,384 until 2025 (aurelio-labs/semantic-router#297)."""

_DIMENSIONS = 1024  # mistral-embed, fixed
_CODE_DIMENSIONS, _MAX_CODE_DIMENSIONS = 1536, 3072  # codestral-embed: default and maximum (docs, code embeddings)


def embed(context: Context, call: Call, request: EmbeddingRequest) -> Answer:
    """Checks model, plan, capabilities, size and limits, in this order, then answers."""
    model = context.model(request.model, "embeddings")
    texts = [request.input] if isinstance(request.input, str) else request.input
    # Each text costs two tokens more than its own (recorded: 5 for `Ruby is great`, 9 for three single words).
    counts = [answers.tokens(text) + 2 for text in texts]
    plan.check(context.limiter, model, request.model)
    _check(model, request, counts)
    # There is no token bucket here: a 200 has only the request headers and the cost (recorded 2026-08-19).
    context.limiter.check(call.key, model.id, 0, call.now)
    size = request.output_dimension or (_CODE_DIMENSIONS if _is_sized(model) else _DIMENSIONS)
    salt = digest(context.settings.seed, model.id)
    # `mistral-embed` returns numbers even if base64 is requested: OpenAI's JavaScript SDK, which requests that by
    # default, reads 1,024 of them as 256 zeros (reported live 2026-06-09, Mintplex-Labs/anything-llm#5794, and
    # 2026-08-11, arabold/docs-mcp-server#469). Not observed of codestral-embed; base64 is documented.
    base64 = request.encoding_format == "base64" and _is_sized(model)
    vectors = [_vector(text, salt, model, size) for text in texts]
    rows = [_encoded(vector, request.output_dtype, base64=base64) for vector in vectors]
    cost = sum(counts)
    # Unlike the vectors, the id differs between answers.
    body = {
        "id": call.random[:16].hex(),
        "object": "list",
        "data": [{"object": "embedding", "embedding": row, "index": index} for index, row in enumerate(rows)],
        "model": context.answering_id(request.model),
        "usage": answers.usage(cost),
    }
    charged = context.limiter.count(call.key, model.id, 0, call.now)
    pair = [header for header in charged if "-req-" in header[0]]
    headers = (("x-ratelimit-tokens-query-cost", str(cost)), *pair)
    # What a program prints of its vectors shows that it received the last one.
    shown = (str(vectors[-1][0]),) if request.output_dtype == "float" else ()
    return Answer(200, dumps(body), headers, texts=shown)


def _is_sized(model: Model) -> bool:
    return model.id.startswith("codestral-embed")


def _prompt(message: str) -> Refusal:
    return Refusal(400, "invalid_request_prompt", message, "3210")


def _check(model: Model, request: EmbeddingRequest, counts: list[int]) -> None:
    """Raises 400 for a request that matches the schema but breaks another rule. The API's order was not observed."""
    if request.output_dimension is not None:
        if not _is_sized(model):  # reported 2026-04-07 (upsidelab/enthusiast#360)
            raise Refusal(400, "invalid_request_invalid_args", "This model does not support output_dimension.", "3051")
        if request.output_dimension > _MAX_CODE_DIMENSIONS:  # the limit is documented, the answer was not observed
            text = f"output_dimension must be at most {_MAX_CODE_DIMENSIONS} for this model."
            raise Refusal(400, "invalid_request_invalid_args", text, "3051")
    if not counts:  # reported 2024-04-18 with the type and code of that time (langchain-ai/langchain#20525)
        raise _prompt("Please provide at least one input element.")
    if len(counts) > MAX_INPUTS:
        raise _prompt("Too many inputs in request, split into more batches.")
    for index, count in enumerate(counts):
        if count > model.max_context_length:
            # The message is reported by several clients of 2026, but without its type and code.
            raise _prompt(f"Input id {index} has {count} tokens, exceeding max {model.max_context_length} tokens.")
    if sum(counts) > MAX_TOKENS:  # reported 2025-10-13 (chroma-core/chroma#5597)
        raise _prompt("Too many tokens overall, split into more batches.")


def _vector(text: str, salt: bytes, model: Model, size: int) -> tuple[float, ...]:
    """Returns a vector of `size` numbers and unit length, in half precision like the API's.

    A shorter vector is the beginning of the longest one, rescaled (documented for codestral-embed).
    """
    full = _MAX_CODE_DIMENSIONS if _is_sized(model) else _DIMENSIONS
    raw = text.encode("utf-8", "surrogatepass")
    noise = shake_256(salt + raw).digest(full)
    # Half noise, so that no number is zero and any two texts differ; half derived from the text's trigrams.
    values = [(byte - 127.5) / 74 for byte in noise]
    start = crc32(salt)
    padded = b" " + raw.lower() + b" "
    grams = [crc32(padded[at : at + 3], start) for at in range(len(padded) - 2)] or [start]
    weight = 1.2 * sqrt(full / len(grams))
    for gram in grams:
        values[gram % full] += weight if gram & 0x40000000 else -weight
    values = values[:size]
    length = sqrt(sum(value * value for value in values))
    return unpack(f"<{size}e", pack(f"<{size}e", *[value / length for value in values]))


def _encoded(vector: tuple[float, ...], kind: str, *, base64: bool) -> Any:
    """Returns the vector as numbers, or their little-endian bytes in base64 (float32 for floats, as OpenAI's clients
    read it). The types are documented; how the API rounds to them was not observed."""
    numbers: list[int] | tuple[float, ...] = vector
    form = "f"
    if kind in ("int8", "uint8"):
        most = max(abs(value) for value in vector)
        shift, form = (0, "b") if kind == "int8" else (128, "B")
        numbers = [round(127 * value / most) + shift for value in vector]
    elif kind in ("binary", "ubinary"):
        shift, form = (128, "b") if kind == "binary" else (0, "B")
        bits = "".join("1" if value > 0 else "0" for value in vector)
        bits += "0" * (-len(bits) % 8)
        numbers = [int(bits[at : at + 8], 2) - shift for at in range(0, len(bits), 8)]
    if base64:
        return b64encode(pack(f"<{len(numbers)}{form}", *numbers)).decode()
    return list(numbers)
