"""What moderation of the input refuses: by the `guardrails` of a chat request, and by itself in text to speech.

Guardrails are documented (docs.mistral.ai/studio-api/safety-moderation, 2026-08-21; public OpenAPI file, 2026-08-13):
each category whose score exceeds its threshold is violated, and one violation blocks if `action` is `block`, which is
not the default. A blocked chat has not been observed, so the body is the documented one. Guardrails of a stored agent
or conversation are kept, but not evaluated. A blocked text to speak was reported on 2026-06-22 and 2026-10-03 (the body
below, which names four categories).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..model import moderation
from ..state.ids import digest
from ..wire.envelope import envelope
from ..wire.refusal import Blocked

if TYPE_CHECKING:
    from ..schemas.chat import GuardrailConfig, ModerationLLMV1Config, ModerationLLMV2Config


def check(guardrails: list[GuardrailConfig] | None, messages: list[dict[str, Any]], seed: str) -> None:
    """Raises the refusal of the first guardrail that blocks the messages, given as JSON."""
    if not guardrails:
        return
    text = moderation.chat_text(messages)
    for one in guardrails:
        for name, config in (
            ("moderation_llm_v1", one.moderation_llm_v1),
            ("moderation_llm_v2", one.moderation_llm_v2),
        ):
            if config is None or config.action != "block":
                continue
            found = _decisions(config, moderation.scores(digest(seed, config.model_name, text), text))
            if any(decision["violated"] for decision in found.values()):
                result = {"model_name": config.model_name, "decisions": found, "violated": True, "action": "block"}
                error = {"message": "Content blocked by guardrail", "status": 403}
                raise Blocked(403, {"error": error, "guardrails": {"results": {name: result}}})


_SPOKEN = ("sexual", "hate_and_discrimination", "selfharm", "jailbreaking")


def check_speech(text: str, seed: str) -> None:
    """Raises the refusal of a text to speak."""
    found = moderation.scores(digest(seed, text), text)
    verdicts = {name: {"violated": found[name] >= moderation.FLAGGED} for name in _SPOKEN}
    if any(one["violated"] for one in verdicts.values()):
        body = envelope(403, "guardrail_violation", "Request blocked by guardrail policy", "1920")
        raise Blocked(403, {**body, "guardrails": [{"moderation_llm_v2": {"action": "block", "categories": verdicts}}]})


def _decisions(
    config: ModerationLLMV1Config | ModerationLLMV2Config, scores: dict[str, float]
) -> dict[str, dict[str, Any]]:
    """Returns score, threshold and verdict of each category that the guardrail looks at."""
    given = config.custom_category_thresholds
    custom = {} if given is None else {key: value for key, value in given.model_dump().items() if value is not None}
    return {
        category: {"threshold": threshold, "score": round(score, 4), "violated": score > threshold}
        for category, score in scores.items()
        if category in custom or not config.ignore_other_categories
        for threshold in [custom.get(category, moderation.FLAGGED)]
    }
