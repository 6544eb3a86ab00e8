"""Fields that the API refuses: those of OpenAI's format, of stored histories, and of tools without parameters."""

from __future__ import annotations

import json
from typing import Any

# Refused with 422 and without a meaning for the answer. Every name was seen in a report or is OpenAI's own.
_IDLE = ("user", "stream_options", "store", "safety_identifier", "prompt_cache_retention", "verbosity")
_RENAMED = (("max_completion_tokens", "max_tokens"), ("seed", "random_seed"))
# Hold something that the API could be given otherwise: a person decides.
_KEPT = ("function_call", "tool_calls", "tool_call_id")


def mend(body: dict[str, Any], changes: list[str]) -> None:
    """Mends the body in place and adds a line to `changes` for each change."""
    from ...mock.schemas.chat import ChatCompletionRequest

    for name in _IDLE:
        if name in body:
            del body[name]
            changes.append(f"dropped `{name}`: the API does not know it")
    for old, new in _RENAMED:
        if old in body:
            value = body.pop(old)
            if body.get(new) is None and value is not None:
                body[new] = value
                changes.append(f"`{old}` is called `{new}` here")
            else:
                changes.append(f"dropped `{old}`: the API does not know it")
    for name, field in ChatCompletionRequest.model_fields.items():
        if name in body and body[name] is None and not field.is_required() and field.default is not None:
            del body[name]
            changes.append(f"dropped `{name}`: it must not be null, and without it the default holds")
    for index, message in enumerate(body["messages"]):
        if isinstance(message, dict):
            _message(message, f"messages[{index}]", changes)
    for index, tool in enumerate(body["tools"] if isinstance(body.get("tools"), list) else ()):
        if isinstance(tool, dict):
            _tool(tool, f"tools[{index}]", changes)


def _message(message: dict[str, Any], where: str, changes: list[str]) -> None:
    from ...mock.schemas import messages as content

    if message.get("role") == "developer":
        message["role"] = "system"
        changes.append(f"{where}: the role `developer` is `system` here")
    kinds = {
        "system": content.SystemMessage,
        "user": content.UserMessage,
        "assistant": content.AssistantMessage,
        "tool": content.ToolMessage,
    }
    kind = kinds.get(message["role"]) if isinstance(message.get("role"), str) else None
    if kind is None:
        return
    if message["role"] == "assistant" and isinstance(message.get("refusal"), str) and not message.get("content"):
        message["content"] = message.pop("refusal")
        changes.append(f"{where}: what it said in `refusal` is its content here")
    _drop(message, kind, where, changes)
    if message["role"] == "tool" and not _sayable(message.get("content")):
        message["content"] = json.dumps(message["content"])
        changes.append(f"{where}: the result is written as JSON text")
    if isinstance(chunks := message.get("content"), list):
        _chunks(chunks, where, changes)
    calls = message.get("tool_calls") if message["role"] == "assistant" else None
    for number, call in enumerate(calls if isinstance(calls, list) else ()):
        if isinstance(call, dict):
            _drop(call, content.ToolCall, f"{where}.tool_calls[{number}]", changes)
            if isinstance(call.get("function"), dict):
                _drop(call["function"], content.FunctionCall, f"{where}.tool_calls[{number}].function", changes)


def _chunks(chunks: list[Any], where: str, changes: list[str]) -> None:
    from ...mock.schemas import messages as content

    kinds = {
        "text": content.TextChunk,
        "image_url": content.ImageURLChunk,
        "document_url": content.DocumentURLChunk,
        "reference": content.ReferenceChunk,
        "input_audio": content.AudioChunk,
        "file": content.FileChunk,
        "thinking": content.ThinkChunk,
    }
    for number, chunk in enumerate(chunks):
        kind = kinds.get(chunk["type"]) if isinstance(chunk, dict) and isinstance(chunk.get("type"), str) else None
        # The chunk `file` of OpenAI holds the file itself: not a field too many, but another thing.
        if kind is not None and not (kind is content.FileChunk and "file_id" not in chunk):
            _drop(chunk, kind, f"{where}.content[{number}]", changes)


def _drop(value: dict[str, Any], kind: Any, where: str, changes: list[str]) -> None:
    for name in [name for name in value if name not in kind.model_fields]:
        if name in _KEPT and value[name]:
            continue
        del value[name]
        changes.append(f"{where}: dropped `{name}`, which the API refuses here")


def _sayable(content: Any) -> bool:
    """A text, nothing, or a list of chunks."""
    if isinstance(content, list):
        return all(isinstance(chunk, dict) and isinstance(chunk.get("type"), str) for chunk in content)
    return content is None or isinstance(content, str)


def _tool(tool: dict[str, Any], where: str, changes: list[str]) -> None:
    function = tool.get("function")
    if tool.get("type", "function") != "function" or not isinstance(function, dict):
        return
    for place, value in (("", tool), (".function", function)):
        if value.pop("cache_control", None) is not None:
            changes.append(f"{where}{place}: dropped `cache_control`, which the API refuses")
    if function.get("parameters") is None:
        function["parameters"] = {"type": "object", "properties": {}}
        changes.append(f"{where}: the tool takes nothing, which is said with empty `properties`")
    for name in ("description", "strict"):
        if name in function and function[name] is None:
            del function[name]
            changes.append(f"{where}: dropped `{name}`, which must not be null")
    _schema(function["parameters"], f"{where}.function.parameters", changes)


def _schema(schema: Any, where: str, changes: list[str]) -> None:
    """Nulls where a JSON Schema takes none: serialised from classes with optional fields."""
    from ...mock.validation import tool_schema

    if not isinstance(schema, dict):
        return
    for name in [name for name, value in schema.items() if value is None and name in tool_schema.KEYWORDS]:
        if name == "properties":
            schema[name] = {}
            changes.append(f"{where}: `properties` is empty, not null")
        else:
            del schema[name]
            changes.append(f"{where}: dropped `{name}`, which must not be null")
    if isinstance(schema.get("properties"), dict):
        for name, inner in schema["properties"].items():
            _schema(inner, f"{where}.properties.{name}", changes)
    _schema(schema.get("items"), f"{where}.items", changes)
