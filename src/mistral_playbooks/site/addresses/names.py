"""The names that clients show for an answer, and the answers for which they show it.

From the code of openai 3 (`_client.py`), langchain-core 1 (`exceptions.py`) and ai 7 (`api-call-error.ts`), read
2026-11-28. The names of mistralai, httpx and `AI_RetryError` are those of their documentation.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...content.response import ErrorResponse

_REFUSED = tuple(range(400, 600))
_SERVER = tuple(range(500, 600))
_RETRIED = (408, 409, 429, *_SERVER)


@dataclass(frozen=True)
class Name:
    """A name: the client that shows it, and the statuses, transport faults and ends of a stream behind it."""

    client: str
    statuses: tuple[int, ...] = ()
    breaks: tuple[str, ...] = ()

    @property
    def any_status(self) -> bool:
        """Whether the name says nothing but that the API refused."""
        return self.statuses == _REFUSED

    def fits(self, answer: ErrorResponse) -> bool:
        """Whether the client shows this name for an answer."""
        broken = answer.transport or (answer.stream.then if answer.stream else None)
        return broken in self.breaks or (not self.any_status and answer.status in self.statuses)


NAMES = {
    "SDKError": Name("the Mistral SDKs", _REFUSED),
    "MistralError": Name("the Mistral SDKs", _REFUSED),
    "HTTPValidationError": Name("the Mistral SDKs", (422,)),
    "ResponseValidationError": Name("the Mistral SDKs", breaks=("malformed",)),
    "BadRequestError": Name("the OpenAI SDK", (400,)),
    "AuthenticationError": Name("the OpenAI SDK", (401,)),
    "PermissionDeniedError": Name("the OpenAI SDK", (403,)),
    "NotFoundError": Name("the OpenAI SDK", (404,)),
    "ConflictError": Name("the OpenAI SDK", (409,)),
    "UnprocessableEntityError": Name("the OpenAI SDK", (422,)),
    "RateLimitError": Name("the OpenAI SDK", (429,)),
    "InternalServerError": Name("the OpenAI SDK", _SERVER),
    "APIStatusError": Name("the OpenAI SDK", _REFUSED),
    "APIConnectionError": Name("the OpenAI SDK", breaks=("reset", "wrong-length")),
    "APITimeoutError": Name("the OpenAI SDK", breaks=("late", "no-answer")),
    "AI_APICallError": Name("the Vercel AI SDK", _REFUSED),
    "APICallError": Name("the Vercel AI SDK", _REFUSED),
    "AI_RetryError": Name("the Vercel AI SDK", _RETRIED),
    "RetryError": Name("the Vercel AI SDK", _RETRIED),
    "ModelAuthenticationError": Name("LangChain", (401,)),
    "ModelPermissionDeniedError": Name("LangChain", (403,)),
    "ModelInvalidRequestError": Name("LangChain", (400,)),
    "ModelNotFoundError": Name("LangChain", (404,)),
    "ModelRateLimitError": Name("LangChain", (429,)),
    "ModelAPIError": Name("LangChain", _SERVER),
    "HTTPStatusError": Name("httpx, which LangChain uses", _REFUSED),
    "ReadTimeout": Name("httpx, which the Python SDK uses", breaks=("late", "no-answer", "stall")),
    "ReadError": Name("httpx, which the Python SDK uses", breaks=("reset", "cut", "half")),
    "RemoteProtocolError": Name("httpx, which the Python SDK uses", breaks=("wrong-length", "cut", "half")),
}
