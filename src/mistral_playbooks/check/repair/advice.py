"""What a person must decide where a repair would be a guess, by the API's own words."""

from __future__ import annotations

import re

_DECISIONS = (
    (
        r"Expected last role User or Tool",
        "The last message is the assistant's. If the model shall go on with it, set `prefix: true`; if it asks for "
        "tools, run them and add their results; else add what the user says next.",
    ),
    (
        r"Unexpected role 'user' after role 'tool'",
        "Between a tool's result and the user's next words the assistant's answer is missing. Send the results "
        "first and keep its answer, or take the whole round out.",
    ),
    (
        r"Unexpected role 'system'",
        "A system message stands after the conversation began. Put its instructions into the first one, or into a "
        "user message, whichever you mean.",
    ),
    (
        r"Unexpected role 'tool'|Unexpected tool call id|Duplicate tool call id \S+ in tool results",
        "Which call this result belongs to cannot be told. Keep each result right after the message that made the "
        "call, with the call's own id, once.",
    ),
    (
        r"Not the same number of function calls|Tool call id has to be defined",
        "Calls and results cannot be paired. Answer each call with one tool message that bears its id.",
    ),
    (
        r"Assistant message must have either",
        "An assistant message is empty, and without it two messages would meet that must not. Give it what was said.",
    ),
    (
        r"Invalid tool schema|Function name was",
        "The tool's definition is yours to correct: its name is what the program looks for.",
    ),
    (r"Prompt contains", "The prompt is too long. Which messages may go is yours to say."),
    (r"Invalid model", "No model of this name answers here. `GET /v1/models` lists yours, and what each can do."),
    (
        r"function_call: Extra inputs|Input tag 'function' found using 'role'",
        "This is OpenAI's old form of function calling. Write `function_call` as an entry of `tool_calls` with an id, "
        "and the message of role `function` as one of role `tool` with that `tool_call_id`.",
    ),
    (r"Conversation must", "A conversation begins with a user or system message."),
)


def decision(message: str) -> str | None:
    """What is to be decided about this error, or None where its words say it all."""
    return next((text for pattern, text in _DECISIONS if re.search(pattern, message)), None)
