"""Where an error text comes from: this API, an unknown source, or clearly another one."""

from __future__ import annotations

import re
from typing import Literal

from .facts import Facts

Origin = Literal["mistral", "short", "unknown", "foreign"]

_MISTRAL = re.compile(
    r"(?:mistral|codestral|devstral|ministral|pixtral|voxtral|magistral|mixtral|leanstral)"
    r"|\bapi error occurred|\bsdkerror\b|\bcompletionevent\b|\bx-ratelimit-(?:limit|remaining)-(?:req|tokens)-"
)
_VENDORS = re.compile(
    r"\b(?:anthropic|openai|groq|cohere|gemini|vertex_?ai|bedrock|deepseek|xai|together_?ai|fireworks_?ai|perplexity"
    r"|huggingface|ollama|cerebras|sambanova|replicate|databricks|watsonx)(?:exception|error)\b"
    r"|\b(?:gpt-[345o]|o[134]-mini|claude-|gemini-[0-9p]|llama-?[234]|command-r|deepseek-(?:chat|coder|r|v)|grok-[0-9]"
    r"|qwen[0-9-])"
    r"|\b(?:openai\.com|anthropic|googleapis|generativelanguage|botocore|boto3|stripe|twilio|firebase|supabase|kubectl"
    r"|nginx/|apache/|wordpress|postgres|psycopg|mysql|redis|mongodb|docker daemon|discord|telegram|slack_sdk)\b"
)
_REQUESTED_MODEL = re.compile(r"\binvalid model: \S{1,80}|\bmodel ?= ?'\S{1,80}")
"""A requested model id, in an answer or in a line of code. It may be any vendor's, so it does not show who answered."""
_NEUTRAL_HOSTS = re.compile(
    r"(?:^|\.)(?:mistral\.ai|errors\.pydantic\.dev|developer\.mozilla\.org|httpstatuses\.com|docs\.python\.org|nodejs\.org"
    r"|pypi\.org|npmjs\.com|python-httpx\.org|encode\.io|speakeasy\.com|json-schema\.org|docs\.litellm\.ai"
    r"|ai-sdk\.dev|sdk\.vercel\.ai|python\.langchain\.com|js\.langchain\.com|localhost)$"
    r"|^github\.com$|^(?:127|10|192\.168|0)\.[\d.]+$"
)
_CLIENTS = frozenset(
    """
    mistralai httpx httpx2 httpcore httpcore2 openai litellm langchain langchain_core
    langchain_mistralai requests aiohttp urllib3 urllib pydantic pydantic_core json asyncio ssl socket
    http anyio llama_index pydantic_ai instructor agno models errors exceptions error client builtins
    concurrent tenacity node undici ai truststore certifi @mistralai/mistralai @ai-sdk/mistral
    @ai-sdk/provider-utils @ai-sdk/provider @ai-sdk/openai @langchain/core @langchain/mistralai
    langgraph crewai smolagents browser_use zod .pnpm orjson respx pytest_httpx dotenv mcp
    """.split()  # noqa: SIM905
)
_GATEWAYS = re.compile(r"\bprovider returned error\b|\blitellm\b|\bopenrouter\b")


def detect_origin(facts: Facts) -> Origin:
    """Returns where a text comes from.

    `mistral`: it mentions Mistral or its SDK, or has its answer format. `foreign`: it mentions another host, vendor or
    package, and not Mistral. `short`: a short text with neither. `unknown`: a long text with neither.
    """
    if facts.mistral_shape or _MISTRAL.search(facts.text.folded):
        return "mistral"
    if facts.wrapped and not _GATEWAYS.search(facts.text.folded):
        return "foreign"
    named = _REQUESTED_MODEL.sub("", facts.text.folded)
    if _VENDORS.search(named) or any(not _NEUTRAL_HOSTS.search(host) for host in facts.hosts):
        return "foreign"
    if facts.modules and facts.modules[-1].lower() not in _CLIENTS:
        return "foreign"
    if facts.packages and not _CLIENTS.intersection(facts.packages):
        return "foreign"
    return "short" if len(facts.text.folded) <= 300 else "unknown"
