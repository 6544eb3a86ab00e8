"""A chat completion as JSON and as SSE frames, in the order of keys that was recorded in August 2026."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import zip_longest
from json.encoder import encode_basestring
from typing import Any

from ..state.ids import digest
from ..types import Answer
from ..wire import sse
from ..wire.envelope import Header
from . import answers, deltas

_PADDING = "abcdefghijklmnopqrstuvwxyz0123456789"
# The end of a chunk for a random byte, which determines the length of the padding. Role chunks have no padding.
_CHUNK_ENDS = tuple(f',"p":"{_PADDING[: 1 + byte % 36]}"}}{sse.END}' for byte in range(256))
_EMPTY_ENDS = 102
"""For how many of 256 random bytes the last frame of a text is empty. About two of five complete texts ended so in
2026-08; the others, and all that `max_tokens` cut, ended with text."""


# Treat as immutable. It is not frozen, because creating a frozen one takes three times as long, for every request.
@dataclass(slots=True)
class Choice:
    """The content of one choice: text (optionally after thinking), or tool calls as (id, name, arguments). `cited` is
    whether the text contains a reference."""

    text: str = ""
    thinking: str | None = None
    calls: deltas.Calls = ()
    reason: str = "stop"
    cited: bool = False

    @property
    def tokens(self) -> int:
        """The estimated completion tokens."""
        spent = answers.tokens(self.text) + answers.tokens(self.thinking or "")
        for _, name, arguments in self.calls:
            spent += answers.tokens(name) + answers.tokens(arguments)
        return spent

    @property
    def content(self) -> Any:
        """The message's `content`: a string, or a list of chunks with reasoning (`closed`: recorded 2026-08-19)."""
        if self.thinking is None and not self.cited:
            return self.text
        chunks: list[dict[str, Any]] = []
        if self.thinking is not None:
            thought = {"type": "text", "text": self.thinking}
            chunks.append({"type": "thinking", "thinking": [thought], "closed": True})
        if self.cited:  # between two texts, as the docs show it (2026-08-21)
            pieces = answers.pieces(self.text)
            middle = len(pieces) // 2
            chunks += [{"type": "text", "text": "".join(pieces[:middle])}] if middle else []
            return [*chunks, deltas.REFERENCE, {"type": "text", "text": "".join(pieces[middle:])}]
        return [*chunks, {"type": "text", "text": self.text}] if self.text else chunks


@dataclass(slots=True)
class Completion:
    """A complete answer. `model` is the requested id, `family` the main id of that model. `audio` is the tokens and the
    seconds of audio in the prompt. `cached_tokens` are a part of `prompt_tokens`. `total_tokens` are those of the
    prompt, all choices and the audio.

    The JSON is built from strings, not objects, because serializing objects would take most of a request's time.
    """

    id: str
    created: int
    model: str
    prompt_tokens: int
    choices: tuple[Choice, ...]
    family: str
    seed: bytes
    fragments: bool = False
    """Whether a stream has the chunks of `zai-glm-*`, whatever the model."""
    audio: tuple[int, int] = (0, 0)
    cached_tokens: int = 0
    total_tokens: int = field(init=False)

    def __post_init__(self) -> None:
        self.total_tokens = self.prompt_tokens + self.audio[0]
        for choice in self.choices:
            self.total_tokens += choice.tokens

    @property
    def completion_tokens(self) -> int:
        """The tokens of all choices."""
        return self.total_tokens - self.audio[0] - self.prompt_tokens

    @property
    def charged_tokens(self) -> int:
        """The tokens that count toward the limit: all except those of audio and cached ones (693 of 707 recordings)."""
        return self.total_tokens - self.audio[0] - self.cached_tokens

    @property
    def _usage(self) -> str:
        """Token counts of all choices. GLM sends no `service_tier` (recorded). Audio adds two keys (recorded), here in
        the order of a transcription."""
        total = self.total_tokens
        tokens, seconds = self.audio
        audio_details = f',"audio_tokens":{tokens}' if seconds else ""
        audio_seconds = f'"prompt_audio_seconds":{seconds},' if seconds else ""
        tier = "" if self._fragmented else ',"service_tier":"standard"'
        return (
            f'{{{audio_seconds}"prompt_tokens":{self.prompt_tokens},"total_tokens":{total},'
            f'"completion_tokens":{self.completion_tokens},'
            f'"prompt_tokens_details":{{"cached_tokens":{self.cached_tokens}{audio_details}}}{tier}}}'
        )

    @property
    def _fragmented(self) -> bool:
        return self.fragments or self.family.startswith("zai-glm")

    def answer(self, headers: tuple[Header, ...], *, stream: bool) -> Answer:
        """Returns the answer with this completion. `headers` are those of the limits, which streams do not have."""
        texts = tuple([choice.text for choice in self.choices if choice.text])
        calls = tuple([id for choice in self.choices for id, _, _ in choice.calls])
        # Five of five of this model's answers at the first attempt, 2026-09-18 to 2026-10-05 (maruel/genai@3bd0fdc8).
        retried = ("x-max-retry-attempts-reached", "true" if self.family == "mistral-large-2512" else "false")
        if not stream:
            return Answer(200, self.body(), (retried, *headers), texts=texts, calls=calls)
        frames, frame_texts = self.frames()
        return Answer(200, frames, (retried,), texts, frame_texts, calls, content_type=sse.CONTENT_TYPE)

    def body(self) -> bytes:
        """Returns the JSON body for a request that does not stream."""
        # Recorded 2026-10-07 only of mistral-large-4 (vercel/ai@712b08f9); other models were last observed without.
        extra = ',"logprobs":null,"prompt_logprobs":null' if "large-4" in self.family else ""
        choices = ",".join(
            [
                f'{{"index":{index},"finish_reason":"{choice.reason}","message":{{"role":"assistant",'
                f'"tool_calls":{deltas.to_json(deltas.listed(choice.calls)) if choice.calls else "null"},'
                f'"content":{deltas.to_json(choice.content)}}}{extra}}}'
                for index, choice in enumerate(self.choices)
            ]
        )
        return (
            f'{{"id":"{self.id}","created":{self.created},"model":{deltas.to_json(self.model)},"usage":{self._usage},'
            f'"object":"chat.completion","choices":[{choices}]}}'
        ).encode()

    def frames(self) -> tuple[tuple[bytes, ...], tuple[str, ...]]:
        """Returns the SSE frames and the text that each of them adds: role chunks, then the choices interleaved, with
        usage in the last data frame, then `[DONE]`."""
        choice = self.choices[0]
        listed = choice.thinking is not None or choice.cited
        plain = len(self.choices) == 1 and not listed and not choice.calls and not self._fragmented
        if plain and choice.text.isascii() and len(encode_basestring(choice.text)) == len(choice.text) + 2:
            return self._text_frames(choice)
        return self._general_frames()

    def _text_frames(self, choice: Choice) -> tuple[tuple[bytes, ...], tuple[str, ...]]:
        """Does what `_general_frames` does, in half the time, for the usual case: one text with nothing to escape."""
        head = (
            f'{sse.DATA}{{"id":"{self.id}","object":"chat.completion.chunk","created":{self.created},'
            f'"model":{deltas.to_json(self.model)},"choices":[{{"index":0,"delta":{{'
        )
        pieces = answers.pieces(choice.text)
        noise = self._noise(len(pieces) + 2)
        if _ends_empty(choice, noise[0]):
            pieces.append("")
        begin, middle = f'{head}"content":"', '"},"finish_reason":null}]'
        last = f'{begin}{pieces[-1]}"}},"finish_reason":"{choice.reason}"}}],"usage":{self._usage}'
        return (
            f'{head}"role":"assistant","content":""}},"finish_reason":null}}]}}{sse.END}'.encode(),
            *[
                f"{begin}{piece}{middle}{_CHUNK_ENDS[byte]}".encode()
                for piece, byte in zip(pieces[:-1], noise[1:], strict=False)
            ],
            f"{last}{_CHUNK_ENDS[noise[len(pieces)]]}".encode(),
            sse.DONE,
        ), ("", *pieces, "")

    def _general_frames(self) -> tuple[tuple[bytes, ...], tuple[str, ...]]:
        forms = self._noise(len(self.choices))
        steps = [self._steps(index, choice, forms[index]) for index, choice in enumerate(self.choices)]
        ordered = (
            steps[0] if len(steps) == 1 else [one for row in zip_longest(*steps) for one in row if one is not None]
        )
        head = (
            f'{sse.DATA}{{"id":"{self.id}","object":"chat.completion.chunk","created":{self.created},'
            f'"model":{deltas.to_json(self.model)},"choices":['
        )
        noise = self._noise(len(ordered))
        # The role chunks come first and are not padded, those of GLM never.
        plain = len(ordered) if self._fragmented else len(steps)
        ends = ["}" + sse.END] * plain + [_CHUNK_ENDS[byte] for byte in noise[plain : len(ordered)]]
        ends[-1] = f',"usage":{self._usage}{ends[-1]}'
        frames = [f"{head}{chunk}]{end}".encode() for (chunk, _), end in zip(ordered, ends, strict=True)]
        return (*frames, sse.DONE), (*[text for _, text in ordered], "")

    def _noise(self, length: int) -> bytes:
        """Returns at least `length` random bytes: the forms of the choices, then the padding of the frames."""
        return b"".join([digest(self.seed, "p", str(i)) for i in range(length // 32 + 1)])

    def _steps(self, index: int, choice: Choice, form: int) -> list[tuple[str, str]]:
        """Returns the chunks of one choice: (the JSON of `choices[0]`, the text that it adds). The random byte `form`
        decides what varies between the API's streams."""
        made: list[tuple[str, str]] = [('{"role":"assistant","content":""}', "")]
        if self._fragmented:
            made += deltas.fragments(choice.calls, choice.thinking, choice.text)
        else:
            silent = choice.calls or choice.thinking is not None  # without text, which is the empty content
            pieces = [] if silent and not choice.text else answers.pieces(choice.text)
            if choice.thinking is not None:
                made += deltas.thoughts(choice.thinking, pieces, form)
            elif _ends_empty(choice, form):
                pieces.append("")
            texts = [(f'{{"content":{deltas.to_json(piece)}}}', piece) for piece in pieces]
            made += deltas.with_reference(texts, form) if choice.cited else texts
            if choice.calls:
                made.append((f'{{"tool_calls":{deltas.to_json(deltas.listed(choice.calls))}}}', ""))
        rest = ',"logprobs":null}' if self._fragmented else "}"
        head, tail = f'{{"index":{index},"delta":', f',"finish_reason":null{rest}'
        steps = [(f"{head}{delta}{tail}", text) for delta, text in made]
        steps[0] = (f'{head}{made[0][0]},"finish_reason":null}}', "")  # the API's own chunk, of GLM too
        delta, text = made[-1]
        steps[-1] = (f'{head}{delta},"finish_reason":"{choice.reason}"{rest}', text)
        return steps


def _ends_empty(choice: Choice, form: int) -> bool:
    """Whether the last frame of a text has the finish reason alone."""
    return form < _EMPTY_ENDS and choice.reason == "stop" and bool(choice.text) and not choice.calls
