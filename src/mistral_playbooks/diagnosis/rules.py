"""The rules of the diagnosis that hold for every class, as data: lists of names, and weights.

Two programs read them, and the `expressions`: this package, and `docs/assets/js/diagnosis/`, which gets them in
`assets/rules.json`.
"""

from __future__ import annotations

LIMIT = 1 << 20
"""Maximum number of characters that are read. Of a longer text, the head and tail are read."""
CONDENSED = 64 << 10
"""Maximum number of characters that are examined; of a longer text, its ends and the lines that mention an error."""
SHORT = 200
"""Characters below which a text may be a few keys, such as `400 3230`, or words to search for."""

# Characters ------------------------------------------------------------------------------------------------------

CHARACTERS: tuple[tuple[int, int, str | int], ...] = (
    (0x00, 0x09, " "), (0x0B, 0x1F, " "), (0x7F, 0xA0, " "), (0xAB, 0xAB, '"'), (0xAD, 0xAD, ""), (0xBB, 0xBB, '"'),
    (0x1680, 0x1680, " "), (0x2000, 0x200A, " "), (0x200B, 0x200F, ""), (0x2018, 0x201B, "'"), (0x201C, 0x201F, '"'),
    (0x2026, 0x2026, "..."), (0x2028, 0x2029, "\n"), (0x202A, 0x202E, ""), (0x202F, 0x202F, " "),
    (0x2032, 0x2032, "'"), (0x2033, 0x2033, '"'), (0x2039, 0x203A, "'"), (0x205F, 0x205F, " "), (0x2060, 0x206F, ""),
    (0x3000, 0x3000, " "), (0xD800, 0xF8FF, " "), (0xFE00, 0xFE0F, ""), (0xFEFF, 0xFEFF, ""),
    (0xFF01, 0xFF5E, -0xFEE0), (0xFFF0, 0xFFFF, " "),
)  # fmt: skip
"""First and last code, and what replaces them: a string, or the distance to another code (full-width forms)."""
ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": " "}
LETTERS = {"n": "\n", "t": " ", "r": " ", "b": "", "f": ""}
"""What escapes of JSON and Python stand for, besides themselves."""

# Names -----------------------------------------------------------------------------------------------------------

REASONS = {
    "bad request": 400, "unauthorized": 401, "payment required": 402, "forbidden": 403, "not found": 404,
    "method not allowed": 405, "request timeout": 408, "conflict": 409, "gone": 410, "payload too large": 413,
    "unsupported media type": 415, "unprocessable entity": 422, "unprocessable content": 422, "too many requests": 429,
    "too many request": 429,
    "internal server error": 500, "not implemented": 501, "bad gateway": 502, "service unavailable": 503,
    "gateway timeout": 504, "gateway time-out": 504,
}  # fmt: skip
"""The reason phrases, and the status that each implies."""
SKIPPED_KEYS = ("messages", "tools", "choices", "usage", "input", "ctx", "requestBodyValues", "request", "data$")
"""Keys of objects that hold what a program sent, or what a model said."""
STATUS_KEYS = ("raw_status_code", "status_code", "statusCode", "status", "http_status", "httpStatus")
MESSAGE_KEYS = ("message", "detail", "msg", "provider_message", "error", "description")
GENERIC_TYPES = frozenset({"invalid_request_error", "internal_server_error", "error", "function", "object"})
BUILT_IN = frozenset(
    """
    Exception Error TypeError ValueError KeyError AttributeError RuntimeError ImportError
    ModuleNotFoundError OSError IndexError SyntaxError NameError AssertionError ConnectionError
    TimeoutError UnicodeEncodeError JSONDecodeError NotImplementedError ERESOLVE
    """.split()  # noqa: SIM905
)
"""Exceptions of the languages, and of their package managers."""
GENERIC_EXCEPTIONS = frozenset(
    """
    SDKError MistralError HTTPValidationError ResponseValidationError SDKValidationError ValidationError
    HTTPStatusError MistralAPIException MistralException MistralAPIStatusException APIError
    APIStatusError APICallError AI_APICallError BadRequestError UnprocessableEntityError RetryError
    AI_RetryError HTTPError ZodError ValidationException
    """.split()  # noqa: SIM905
)
"""Exceptions that clients raise for any refusal: they say nothing of its class."""
CLIENTS = frozenset(
    """
    mistralai httpx httpx2 httpcore httpcore2 openai litellm langchain langchain_core langchain_mistralai requests
    aiohttp urllib3 urllib pydantic pydantic_core json asyncio ssl socket http anyio llama_index pydantic_ai instructor
    agno models errors exceptions error client builtins concurrent tenacity node undici ai truststore certifi
    @mistralai/mistralai @ai-sdk/mistral @ai-sdk/provider-utils @ai-sdk/provider @ai-sdk/openai @langchain/core
    @langchain/mistralai langgraph crewai smolagents browser_use dspy haystack autogen mastra zod .pnpm orjson respx
    pytest_httpx dotenv mcp jinja2 java javax com org dev io okhttp3 retrofit2 kotlin kotlinx reactor system newtonsoft
    microsoft
    """.split()  # noqa: SIM905
)
"""Packages and modules through which programs call this API, or that such a program has anyway."""

INTEGRATION = "framework-integration"
"""The class of errors of a framework's own making."""
ELSEWHERE = "hosted-elsewhere"
"""The class of errors that another host answers. Any status is one of its."""

# Weights ---------------------------------------------------------------------------------------------------------

WEIGHTS = {
    # evidence for a class; shared by n classes, it weighs 1/sqrt(n) of this
    "code": 0.6,
    "type": 0.5,
    "generic_type": 0.05,
    "status": 0.35,
    "success": 0.05,
    "exception": 0.5,
    "host": 0.75,
    # a fragment of a message: `longest - span * exp(-letters / slope)`, so the longer, the more specific;
    # at least `head` if it is the start of a message
    "longest": 0.94,
    "span": 0.65,
    "slope": 14,
    "head": 0.86,
    # factors for a fragment
    "foreign": 0.75,
    "unknown": 0.6,
    "alone": 0.5,
    "before_last": 0.85,
    "beside_answer": 0.8,
    "part": 0.6,
    "second": 0.4,
    # factors for a class that the text contradicts
    "other_status": 0.6,
    "other_code": 0.75,
    "other_type": 0.8,
    "other_host": 0.6,
    # the most that evidence without a message gives
    "keys": 0.84,
    "keys_besides_message": 0.45,
    "status_only": 0.4,
    "status_besides_message": 0.3,
    # the least if the text has nothing but a status
    "status_alone": 0.2,
    # of a text about this API that fits nothing else, and names a framework; less than `nearest`
    "framework": 0.2,
    # of such a text, and of the class whose words are nearest, if they weigh as much as `near`; as `near_unnamed` of a
    # short text in somebody's own words that does not name this API
    "nearest": 0.25,
    "near": 900,
    "near_unnamed": 1500,
    # bounds of scores
    "least": 0.16,
    "unsure": 0.79,
    "most": 0.99,
    # the least if the text shows what must be dealt with first
    "urgent": 0.95,
}
"""All but `slope` and the two `near` from 0 to 1. Evidence e1, e2, … adds up to 1 - (1 - e1)(1 - e2)…: as logarithms,
doubts are a sum."""
