"""Exceptions with which a client reports any refusal: which statuses they stand for, and how to print the reason."""

from __future__ import annotations

from dataclasses import dataclass

_ANY = range(400, 600)


@dataclass(frozen=True, slots=True)
class ClientError:
    """An exception that names no cause."""

    name: str
    client: str
    meaning: str
    statuses: range
    show: str
    """The line of code that prints what decides."""

    def describe(self) -> str:
        """Returns what the exception says, and what it leaves open."""
        return f"{self.name} of {self.client}: {self.meaning}. The name alone does not tell why."


_PYTHON = "print(error.status_code, error.body)"
_OPENAI = "print(error.status_code, error.response.text)"
_HTTPX = "print(error.response.status_code, error.response.text)"
_AI = "console.error(error.statusCode, error.responseBody)"

_ROWS = (
    ClientError("SDKError", "Mistral's SDK", "the API answered with an error status", _ANY, _PYTHON),
    ClientError("MistralError", "Mistral's SDK", "the API answered with an error status", _ANY, _PYTHON),
    ClientError("HTTPValidationError", "Mistral's SDK", "the API answered with status 422", range(422, 423), _PYTHON),
    ClientError(
        "MistralAPIException", "Mistral's SDK 0.x", "the API answered with an error status", _ANY, "print(error)"
    ),
    ClientError("AI_APICallError", "the Vercel AI SDK", "a provider answered with an error status", _ANY, _AI),
    ClientError("APICallError", "the Vercel AI SDK", "a provider answered with an error status", _ANY, _AI),
    ClientError(
        "AI_RetryError",
        "the Vercel AI SDK",
        "each try failed",
        _ANY,
        "console.error(error.lastError?.statusCode, error.lastError?.responseBody)",
    ),
    ClientError("APIStatusError", "OpenAI's SDK", "the API answered with an error status", _ANY, _OPENAI),
    ClientError("APIError", "OpenAI's SDK", "the API refused the request", _ANY, _OPENAI),
    ClientError("BadRequestError", "OpenAI's SDK", "the API answered with status 400", range(400, 401), _OPENAI),
    ClientError("PermissionDeniedError", "OpenAI's SDK", "the API answered with status 403", range(403, 404), _OPENAI),
    ClientError("NotFoundError", "OpenAI's SDK", "the API answered with status 404", range(404, 405), _OPENAI),
    ClientError(
        "UnprocessableEntityError", "OpenAI's SDK", "the API answered with status 422", range(422, 423), _OPENAI
    ),
    ClientError("InternalServerError", "OpenAI's SDK", "the API answered with status 5xx", range(500, 600), _OPENAI),
    ClientError("HTTPStatusError", "httpx", "the API answered with an error status", _ANY, _HTTPX),
)
_BY_NAME = {row.name.casefold(): row for row in _ROWS}


def named(text: str) -> ClientError | None:
    """Returns the exception that a text consists of, with or without its module."""
    return _BY_NAME.get(text.strip(" \t\r\n'\"`:").rpartition(".")[2].casefold()) if len(text) < 200 else None
