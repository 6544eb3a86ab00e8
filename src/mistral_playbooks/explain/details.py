"""What a text tells beyond its class and cause: which model to use instead, a key that was not expanded, an argument
that is not Mistral's, a name that the installed SDK lacks.

Only the command line says this. It takes the models of the mock, which the page does not have.
"""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import get_close_matches

from ..content.catalog import Catalog, Playbook
from ..diagnosis import Match
from ..support.redact import mask
from . import address
from .fields import FORBIDDEN, INVALID_JSON, first_step, not_json

_ADDRESSES = "route-not-found"
_MODEL = re.compile(r"Invalid model: ([\w.:-]+)")
_MODELS = "invalid-model"
_VERSION = re.compile(r"-(?:latest|\d{4})$")
_NEAR = 0.85
"""The least similarity of a model's id and a misspelled one, from 0 to 1: no id of another vendor comes near."""
_WHENCE = (
    "Find out where your program gets it: from a variable that is not set, or from an answer that does not have it "
    "yet, such as that of a batch job that still runs."
)
_TELLS: tuple[tuple[str, str, str | None, str], ...] = (
    (
        "unauthorized",
        # a header in single quotes, or as curl prints what it sends, with the name of a variable as the key
        r"(?im)(?:'|^> ?)authorization: ?bearer \$\{?\w",
        "no-key",
        "Put the header in double quotes: in single ones, the shell sends the name of the variable instead of the key.",
    ),
    (
        "unexpected-argument",
        # a refused argument of a class that neither Mistral's SDK nor OpenAI's has
        r"\b(?!\w*Mistral|(?:Async)?(?:Agents|Audio|Batch|Beta|Chat|Classifiers|Completions|Conversations|Documents"
        r"|Embeddings|Files|Fim|FineTuning|Jobs|Libraries|Models|Ocr|Speech|Transcriptions|Voices)\.)"
        r"([A-Z]\w{2,40}\.\w{2,40}\(\)) got an unexpected keyword argument '(\w{1,40})'",
        None,
        "`{}` does not belong to Mistral's SDK. Look for `{}` in the documentation of the package that defines it, for "
        "the version that you have.",
    ),
    (
        "request-validation",
        r"validation errors? for \w{1,60}\s+([a-z]\w{0,40})\s+Input should be [^\n]{0,80}input_value=None\b",
        "other",
        f"`{{}}` is None. {_WHENCE}",
    ),
    (
        "import-error",
        # an error class that no version of the SDK for Python has had
        r"cannot import name '(?!(?:SDK|Mistral|HTTPValidation|ResponseValidation|NoResponse)(?:Error|\w*Exception)')"
        r"(\w{1,60}(?:Error|Exception))' from 'mistralai",
        "modules",
        "The SDK has no class `{}`. Catch `MistralError` (in SDK 1: `SDKError`), and compare its `status_code`: 429 if "
        "you are over a limit, 401 if the key is refused.",
    ),
    (
        "import-error",
        # came in the course of 1.x: `ocr` in 1.5.1 (mistralai/cookbook#139); 1.12.4, 2 and 3 have all of them
        r"'Mistral' object has no attribute '(audio|batch|beta|classifiers|ocr)'",
        "old-sdk",
        'Your SDK is older than `client.{}`. Run `pip install --upgrade "mistralai<2"`, which keeps the imports of SDK '
        "1, or update to SDK 3 and import from `mistralai.client`.",
    ),
    (
        "import-error",
        r"cannot import name '(?:errors|models|SDKError|MistralError|HTTPValidationError)' from 'mistralai'"
        r" \([^)]{0,300}__init__",
        "old-sdk",
        "Your SDK is 1.x or older. SDK 1 has `SDKError` and the other exceptions in `mistralai.models`, SDK 2 and 3 in "
        "`mistralai.client.errors`.",
    ),
    (
        "import-error",
        r"\bclient\.(chatStream|listModels|chat|embeddings) is not a function",
        "old-client",
        "`client.{}` is from version 0 of the SDK for JavaScript. Since version 1, write "
        "`client.chat.complete({{…}})`, `client.chat.stream({{…}})`, `client.embeddings.create({{…}})` or "
        "`client.models.list()`.",
    ),
    (
        "request-validation",
        r"[\"']?path[\"']?: ?\[\s*[\"'](\w+)[\"']\s*\][^{}]{0,200}?received (null|undefined)",
        "other",
        f"`{{}}` is {{}}. {_WHENCE}",
    ),
    (
        "conversation-not-found",
        r"\b(?:Agent|Conversation|Entry) with id  was not found",
        "agent",
        "The id is empty. Print it before the call, and look where your program gets it.",
    ),
    (
        "image-input ocr-document invalid-parameter",
        r"(?m)Received: (?=[\"'}]|$)|;base64,(?:None|undefined|null)\b",
        None,
        "Your program sends no image and no document: the value is empty, or a word such as `None`. Print it before "
        "the call, and look where your program gets it.",
    ),
    (
        "image-input ocr-document invalid-parameter",
        r"Document content must be a URL[^\n]{0,300}Received: data:image/",
        None,
        'This is an image. Send it with `"type": "image_url"`, and the data URL in `image_url`.',
    ),
    (
        "file-upload-invalid invalid-parameter",
        r"FinetuningMessages",
        None,
        'Give each line of a training file a list `messages`: `{{"messages": [{{"role": "user", "content": "…"}}, '
        '{{"role": "assistant", "content": "…"}}]}}`.',
    ),
    (
        "connection-error",
        r"(?i)no such host|server misbehaving|EAI_AGAIN|ENOTFOUND|hostname could not be found|service not known",
        "dns",
        "",
    ),
)
"""Classes, expression, cause and step: what the last match of the expression in an error of these classes tells. The
groups of the match stand in the step. Without a step, that of the cause is the one."""


def specific(match: Match, text: str, catalog: Catalog) -> Match:
    """Returns the match with the cause or the step that its text tells."""
    playbook = catalog.playbooks[match.slug]
    if FORBIDDEN in playbook.types:
        return replace(match, first_step=first_step(text, match.first_step))
    if INVALID_JSON in playbook.types and (step := not_json(text)):
        return replace(match, first_step=step)
    for slugs, pattern, cause, step in _TELLS:
        if match.slug in slugs.split() and (found := re.findall(pattern, text)):
            names = found[-1] if isinstance(found[-1], tuple) else found[-1:]
            return _caused(match, playbook, cause or match.cause, step.format(*map(mask, names)))
    if match.slug == _ADDRESSES and (corrected := address.refused(text)):
        cause, meant = corrected
        return _caused(match, playbook, cause, f"Make it {mask(meant)}." if meant else "")
    if match.slug != _MODELS:
        return match
    cause = _state(text)
    match = _caused(match, playbook, cause, "") if cause in {one.id for one in playbook.causes} else match
    return replace(match, first_step=model_step(text) or match.first_step)


def _caused(match: Match, playbook: Playbook, cause: str | None, step: str) -> Match:
    """Returns the match with a cause, and with a step, else that of the cause."""
    if cause is None:
        return replace(match, first_step=step)
    told = playbook.cause(cause)
    return replace(match, cause=cause, first_step=step or told.action, retry=told.retry or playbook.retry)


def _state(text: str) -> str | None:
    """Returns the cause that the refused model's own state tells: it answers elsewhere, or no longer."""
    if not (named := _MODEL.findall(text)):
        return None
    from ..mock.validation import models  # here, because few answers need it

    known = models.load()
    if named[-1] in known.served:
        return "wrong-endpoint"
    return "retired" if named[-1] in known.known else None


def model_step(text: str) -> str | None:
    """Returns which model to test in place of the refused one: its documented replacement, or the id that was meant."""
    if not (named := _MODEL.findall(text)):
        return None
    from ..mock.validation import models  # here, because few answers need it

    known = models.load()
    asked = named[-1]
    if asked in known.served:
        return None
    retired = {name: model.replacement for name, model in known.known.items() if name not in known.served}
    kin = [
        name for name in (asked, *retired) if retired.get(name) and _VERSION.sub("", name) == _VERSION.sub("", asked)
    ]
    other, why = f"{asked}-latest", "the most similar id that is served"
    if other not in known.served and kin:
        other, why = retired[kin[0]], f"the documented replacement of `{kin[0]}`"
    elif other not in known.served:
        other = next(iter(get_close_matches(asked, known.served, 1, _NEAR)), None)
    return f"Test `{other}`, {why}, then write its id into your program." if other else None
