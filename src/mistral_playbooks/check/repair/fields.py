"""Repairs fields that the API refuses: from OpenAI's format, stored histories, and tools without parameters."""

from __future__ import annotations

import json
from typing import Any

from ...explain.fields import REMOVED, RENAMED

# These hold content that could be sent in another form, so the user decides.
_NEEDS_DECISION = ("function_call", "tool_calls", "tool_call_id")


def repair_fields(body: dict[str, Any], changes: list[str]) -> None:
    """Repairs the body in place and adds a line to `changes` for each change."""
    from ...mock.schemas.chat import ChatCompletionRequest

    for name in REMOVED:
        if name in body:
            del body[name]
            changes.append(f"removed `{name}`, which the API refuses")
    for old, new in RENAMED.items():
        if old in body:
            value = body.pop(old)
            if body.get(new) is None and value is not None:
                body[new] = value
                changes.append(f"renamed `{old}` to `{new}`")
            else:
                changes.append(f"removed `{old}`, which the API refuses")
    for name, field in ChatCompletionRequest.model_fields.items():
        if name in body and body[name] is None and not field.is_required() and field.default is not None:
            del body[name]
            changes.append(f"removed `{name}`, which must not be null; the default applies")
    for index, message in enumerate(body["messages"]):
        if isinstance(message, dict):
            _message(message, f"messages[{index}]", changes)
    for index, tool in enumerate(body["tools"] if isinstance(body.get("tools"), list) else ()):
        if isinstance(tool, dict):
            _tool(tool, f"tools[{index}]", changes)
    _response_format(body.get("response_format"), changes)


def _response_format(format: Any, changes: list[str]) -> None:
    """Closes the objects of a strict schema that say nothing of further properties, as the official SDK does."""
    from ...mock.validation.response_format import open_objects

    wanted = format.get("json_schema") if isinstance(format, dict) else None
    if not isinstance(wanted, dict) or wanted.get("strict") is not True:
        return
    silent = [one for one in open_objects(wanted.get("schema")) if "additionalProperties" not in one]
    for one in silent:
        one["additionalProperties"] = False
    if silent:
        changes.append("response_format.json_schema.schema: added `additionalProperties: false`, which `strict` needs")


def _message(message: dict[str, Any], where: str, changes: list[str]) -> None:
    from ...mock.schemas import messages as content

    if message.get("role") == "developer":
        message["role"] = "system"
        changes.append(f"{where}: changed the role `developer` to `system`")
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
        changes.append(f"{where}: moved `refusal` to `content`")
    _drop(message, kind, where, changes)
    if message["role"] == "tool" and not _is_content(message.get("content")):
        message["content"] = json.dumps(message["content"])
        changes.append(f"{where}: converted the result to a JSON string")
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
        # OpenAI's `file` chunk contains the file itself, so removing fields would not repair it.
        if kind is not None and not (kind is content.FileChunk and "file_id" not in chunk):
            _drop(chunk, kind, f"{where}.content[{number}]", changes)


def _drop(value: dict[str, Any], kind: Any, where: str, changes: list[str]) -> None:
    for name in [name for name in value if name not in kind.model_fields]:
        if name in _NEEDS_DECISION and value[name]:
            continue
        del value[name]
        changes.append(f"{where}: removed `{name}`, which the API refuses here")


def _is_content(content: Any) -> bool:
    """Whether the API accepts this as content: a string, null, or a list of chunks."""
    if isinstance(content, list):
        return all(isinstance(chunk, dict) and isinstance(chunk.get("type"), str) for chunk in content)
    return content is None or isinstance(content, str)


def _tool(tool: dict[str, Any], where: str, changes: list[str]) -> None:
    function = tool.get("function")
    if tool.get("type", "function") != "function" or not isinstance(function, dict):
        return
    for place, value in (("", tool), (".function", function)):
        if value.pop("cache_control", None) is not None:
            changes.append(f"{where}{place}: removed `cache_control`, which the API refuses")
    if function.get("parameters") is None:
        function["parameters"] = {"type": "object", "properties": {}}
        changes.append(f"{where}: added empty `properties`, because the tool has no parameters")
    for name in ("description", "strict"):
        if name in function and function[name] is None:
            del function[name]
            changes.append(f"{where}: removed `{name}`, which must not be null")
    _schema(function["parameters"], f"{where}.function.parameters", changes)


def _schema(schema: Any, where: str, changes: list[str]) -> None:
    """Removes nulls that JSON Schema does not allow. They come from classes with optional fields."""
    from ...mock.validation import tool_schema

    if not isinstance(schema, dict):
        return
    for name in [name for name, value in schema.items() if value is None and name in tool_schema.KEYWORDS]:
        if name == "properties":
            schema[name] = {}
            changes.append(f"{where}: replaced null in `properties` with an empty object")
        else:
            del schema[name]
            changes.append(f"{where}: removed `{name}`, which must not be null")
    if isinstance(schema.get("properties"), dict):
        for name, inner in schema["properties"].items():
            _schema(inner, f"{where}.properties.{name}", changes)
    _schema(schema.get("items"), f"{where}.items", changes)
