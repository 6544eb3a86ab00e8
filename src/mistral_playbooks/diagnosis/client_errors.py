"""The names that clients show for an answer: for which answers, and how to print the reason.

From the code of openai 3 (`_client.py`), langchain-core 1 (`exceptions.py`) and ai 7 (`api-call-error.ts`), read
2026-11-28. The names of mistralai, httpx and `AI_RetryError` are those of their documentation. Those of axios 1.21,
aiohttp 3.14 and pydantic-ai 2.68 are what these raised on 2026-11-28.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..content.response import ErrorResponse
from .text import lower

_REFUSED = tuple(range(400, 600))
_SERVER = tuple(range(500, 600))
_RETRIED = (408, 409, 429, *_SERVER)
_MISTRAL, _OPENAI, _AI = "the Mistral SDKs", "the OpenAI SDK", "the Vercel AI SDK"
_LANGCHAIN, _PYDANTIC_AI = "LangChain", "pydantic-ai"
_HTTPX, _AIOHTTP, _AXIOS = "httpx", "aiohttp", "axios"


@dataclass(frozen=True, slots=True)
class ClientError:
    """A name: the client that shows it, and the statuses, transport faults and ends of a stream behind it."""

    name: str
    client: str
    statuses: tuple[int, ...] = ()
    breaks: tuple[str, ...] = ()

    @property
    def any_status(self) -> bool:
        """Whether the name says nothing but that the API refused."""
        return self.statuses == _REFUSED

    @property
    def show(self) -> str:
        """The line of code that prints what decides."""
        return _SHOWN_BY.get(self.name) or _SHOWN[self.client]

    def fits(self, answer: ErrorResponse) -> bool:
        """Whether the client shows this name for an answer."""
        broken = answer.transport or (answer.stream.then if answer.stream else None)
        return broken in self.breaks or (not self.any_status and answer.status in self.statuses)

    def describe(self) -> str:
        """Returns what the name says, and what it leaves open."""
        said = "an error status"
        if self.statuses in (_SERVER, _RETRIED):
            said = "status 5xx" if self.statuses == _SERVER else "an error that is retried, each time"
        elif len(self.statuses) == 1:
            said = f"status {self.statuses[0]}"
        return f"{self.name} of {self.client}: the API answered with {said}. The name alone does not tell why."


_SHOWN = {
    _MISTRAL: "print(error.status_code, error.body)",
    _OPENAI: "print(error.status_code, error.response.text)",
    _AI: "console.error(error.statusCode, error.responseBody)",
    _LANGCHAIN: "print(error.__cause__)",
    _PYDANTIC_AI: "print(error.status_code, error.body)",
    _HTTPX: "print(error.response.status_code, error.response.text)",
    _AIOHTTP: "print(answer.status, await answer.text())",
    _AXIOS: "console.error(error.response?.status, error.response?.data)",
}
_RETRY = "console.error(error.lastError?.statusCode, error.lastError?.responseBody)"
_SHOWN_BY = {"AI_RetryError": _RETRY, "RetryError": _RETRY, "MistralAPIException": "print(error)"}

_ROWS = (
    ClientError("SDKError", _MISTRAL, _REFUSED),
    ClientError("MistralError", _MISTRAL, _REFUSED),
    ClientError("MistralAPIException", _MISTRAL, _REFUSED),
    ClientError("HTTPValidationError", _MISTRAL, (422,)),
    ClientError("ResponseValidationError", _MISTRAL, breaks=("malformed",)),
    ClientError("SDKValidationError", _MISTRAL, breaks=("malformed",)),
    ClientError("BadRequestError", _OPENAI, (400,)),
    ClientError("AuthenticationError", _OPENAI, (401,)),
    ClientError("PermissionDeniedError", _OPENAI, (403,)),
    ClientError("NotFoundError", _OPENAI, (404,)),
    ClientError("ConflictError", _OPENAI, (409,)),
    ClientError("UnprocessableEntityError", _OPENAI, (422,)),
    ClientError("RateLimitError", _OPENAI, (429,)),
    ClientError("InternalServerError", _OPENAI, _SERVER),
    ClientError("APIStatusError", _OPENAI, _REFUSED),
    ClientError("APIError", _OPENAI, _REFUSED),
    ClientError("APIConnectionError", _OPENAI, breaks=("reset", "wrong-length")),
    ClientError("APITimeoutError", _OPENAI, breaks=("late", "no-answer")),
    ClientError("AI_APICallError", _AI, _REFUSED),
    ClientError("APICallError", _AI, _REFUSED),
    ClientError("AI_RetryError", _AI, _RETRIED),
    ClientError("RetryError", _AI, _RETRIED),
    ClientError("ModelAuthenticationError", _LANGCHAIN, (401,)),
    ClientError("ModelPermissionDeniedError", _LANGCHAIN, (403,)),
    ClientError("ModelInvalidRequestError", _LANGCHAIN, (400,)),
    ClientError("ModelNotFoundError", _LANGCHAIN, (404,)),
    ClientError("ModelRateLimitError", _LANGCHAIN, (429,)),
    ClientError("ModelAPIError", _LANGCHAIN, _SERVER),
    ClientError("ModelRequestRejectedError", _PYDANTIC_AI, (400, 422)),
    ClientError("HTTPStatusError", _HTTPX, _REFUSED),
    ClientError("ClientResponseError", _AIOHTTP, _REFUSED),
    ClientError("AxiosError", _AXIOS, _REFUSED),
    ClientError("ReadTimeout", _HTTPX, breaks=("late", "no-answer", "stall")),
    ClientError("ReadError", _HTTPX, breaks=("reset", "cut", "half")),
    ClientError("RemoteProtocolError", _HTTPX, breaks=("wrong-length", "cut", "half")),
)
NAMES = {row.name: row for row in _ROWS}
REFUSALS = frozenset(row.name for row in _ROWS if row.statuses)
"""Those that say no more than a status, of whatever API."""
_BY_NAME = {lower(row.name): row for row in _ROWS if row.statuses}


def named(text: str) -> ClientError | None:
    """Returns the client's name for a refusal that a text consists of, with or without its module."""
    return _BY_NAME.get(lower(text.strip(" \n'\"`:").rpartition(".")[2]))
