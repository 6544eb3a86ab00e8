"""Advice for errors whose repair would be a guess, by the API's message."""

from __future__ import annotations

import re

_ADVICE = (
    (
        r"Expected last role User or Tool",
        "The last message is the assistant's. To let the model continue it, set `prefix: true`. If it calls tools, "
        "run them and add their results. Otherwise, add the user's next message.",
    ),
    (
        r"Unexpected role 'user' after role 'tool'",
        "The assistant's answer is missing between a tool result and the next user message. Send the results first "
        "and keep the answer, or remove the whole round.",
    ),
    (
        r"Unexpected role 'system'",
        "A system message follows other messages. Move its instructions to the first system message, or to a user "
        "message.",
    ),
    (
        r"Unexpected role 'tool'",
        "A result is not directly after the assistant message with its call. If that message is missing, append it, "
        "with its `tool_calls`, before you add the results. Otherwise, move the result to it.",
    ),
    (
        r"Unexpected tool call id|Duplicate tool call id \S+ in tool results",
        "It is unclear which call this result belongs to. Put each result once, directly after the message with the "
        "call, and use the call's id.",
    ),
    (
        r"Not the same number of function calls|Tool call id has to be defined",
        "Calls and results cannot be matched. Answer each call with one tool message that has the call's id.",
    ),
    (
        r"Assistant message must have either|At least one content or tool_calls should be non-empty",
        "An assistant message is empty, and removing it would break the order of roles. Restore its content.",
    ),
    (
        r"Invalid tool schema|Function name was",
        "Correct the tool's definition yourself, because your program looks tools up by name.",
    ),
    (
        r"Missing `additionalProperties: False`",
        "With `strict`, no object may have further properties. List each key in `properties` and set "
        "`additionalProperties` to false, or do without `strict`.",
    ),
    (r"Prompt (?:contains|\d+ >)", "The prompt is too long. Decide which messages to remove."),
    (
        r"Invalid model",
        "This endpoint has no model of this name. `GET /v1/models` lists your models and their capabilities.",
    ),
    (
        r"function_call: Extra inputs|Input tag 'function' found using 'role'",
        "This is OpenAI's old format for function calls. Replace `function_call` with an entry of `tool_calls` that "
        "has an id, and the `function` message with a `tool` message that has that `tool_call_id`.",
    ),
    (r"Conversation must", "Start the conversation with a user or system message."),
)


def advice(message: str) -> str | None:
    """Returns what to decide about this error; None if its message is clear enough."""
    return next((text for pattern, text in _ADVICE if re.search(pattern, message)), None)
