"""The expressions of the diagnosis, which read the same in Python and JavaScript.

They are compiled with ASCII classes here (`\\w`, `\\d`, `\\s`, `\\b`), and without the flag `u` in JavaScript. None of
them has a named group, an inline flag, or a letter outside of ASCII. They are applied only to text that `text.plain`
has been through, which has no other white space than the space and the line feed.
"""

from __future__ import annotations

import re
from functools import cache

from .rules import ENTITIES, REASONS

WORD = "0-9A-Za-z_\u00c0-\u1fff\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufdff"
"""The characters of words, for a class: ASCII, and the blocks of other scripts as a whole."""
_REASON = "(?:" + "|".join(REASONS).replace(" ", r"\s") + ")"
_PATH = r"[^\s'\"`<>?#,;)\]]"
_UNITS = r"\s?(?:tokens|ms|s|kb|mb|bytes|px|pages|degrees|times|files|lines|items|requests|rows|calls)\b"
"""What follows a number that counts something."""
_MODELS = "mistral|codestral|devstral|ministral|pixtral|voxtral|magistral|mixtral|leanstral"

EXPRESSIONS: dict[str, tuple[str, str]] = {
    # text
    "line_end": ("\r\n?|[\u0085\u2028\u2029]", ""),
    "control": ("[\\x00-\\x06\\x0e-\\x12\\x14-\\x18\ufffd]", ""),
    "ansi": (
        r"(?:\x1b|\\u001b|\\x1b|\\033|"
        "\u241b"
        r")"
        r"(?:\[[0-9;:?]{0,40}[ -/]{0,4}[@-~]|\][^\x07\x1b]{0,400}(?:\x07|\x1b\\?))"
        r"|\[(?:\d{1,3};){0,6}\d{1,3}m",
        "",
    ),
    "odd": (r"[^\n -~]", ""),
    "entity": ("&(?:#([0-9]{1,6})|#[xX]([0-9a-fA-F]{1,5})|(" + "|".join(ENTITIES) + "));", ""),
    "escapes": (r"""\\{1,31}(?:u([0-9a-fA-F]{4})|(["'`/])|[nrt])""", ""),
    "quotes": ('["`\u00b4\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a\u2032\u2033]', ""),
    "space": (r"\s+", ""),
    "arrow": (" ?=> ?", ""),
    "no_word": (f"[^{WORD}]+", ""),
    "field": (r"^ (?:object error )?(?:message|msg|detail) (?=\w)", ""),
    "cue": (
        r"error|exception|fail|status|http|invalid|denied|limit|refus|time|terminat|traceback|message|detail|cannot"
        r"|can't|not |unexpected|missing|must|reject|mistral|expected|unauthorized|attribute|stream|warn"
        r"|\b[45]\d\d\b",
        "i",
    ),
    "digits": (r"[\da-f]{2,}|\d", ""),
    "release": (r"\d\.\d{1,3}\.\d", ""),
    # loose JSON
    "start": (
        r"""\{|(\\{0,31}["'](?:object|message|detail|type|code|msg|loc|raw_status_code|statusCode|status)"""
        r"""\\{0,31}["'])\s*:""",
        "",
    ),
    "blank": (r"(?:\s|\\{1,31}[nrt])*", "y"),
    "quote": (r"""(\\{0,31})(["'`])""", "y"),
    "name": (r"[A-Za-z_$][\w$.-]*", "y"),
    "assign": (r"\s*(?::|=>?)\s*", "y"),
    "number": (r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.-])", "y"),
    "other": (r"[^,}\]\n]*", "y"),
    "escape": (r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[\s\S])", ""),
    "join": (r"""\s*\+\s*(?=["'`])""", "y"),
    # the parts of an expression that `content.regex_subset` has accepted; only the page takes it apart
    "atom": (r"\\[\s\S]|\[\^?(?:\\[\s\S]|[^\]\[\\])+\]|\((?:\?:)?|[\s\S]", "y"),
    "count": (r"[*+?]\??|\{\d{1,4}(?:,\d{0,4})?\}\??", "y"),
    # facts
    "status": (
        r"\b(?:https?/[\d.]{1,3}|(?:raw_|http)?[ _-]?status(?:[ _-]?code)?|(?:http|error)[ _-]?(?:code|status|error)?"
        r"|errors?\sresponse|\w{1,40}(?:error|exception)"
        r"|(?:error|failed|fails|rejected|responded|answered|returned|returns|gave|got|received)"
        r"(?:\swith)?(?:\san?)?(?:\shttp)?|response(?:\sstatus)?(?:\scode)?)"
        r"""['"`\\]*\s{0,3}(?:[:=(\[#→-]|is\b|of\b|was\b|code\b|=>){0,2}\s{0,3}['"`\\(\[]{0,3}"""
        r"([1-5]\d\d)(?![\w%°]|[.,:]\d|\s?(?:tokens|ms|s|kb|mb|bytes|px|pages|degrees|times|files|lines|items)\b)"
        r"""|(?<![\w.:,/-])([45]\d\d)['"`\])]*\s{0,2}[-–:,(]?\s{0,2}['"`]?"""
        rf"(?:{_REASON}|client error|server error|status code|http error|rate.limit\w*)\b"
        r"|^\W{0,12}([45]\d\d)(?:\s*\{|\s+[A-Z]|\s*-\s*[{A-Z]|\s*$)"
        r"""|\b([45]\d\d)\s+\{['"\\]"""
        r"|\[([45]\d\d)\]"
        # named as a person does
        rf"|\b(?:{_MODELS}|mistral\s?ai|api|answers?|throws?|gets?|getting|gives?|hits?|hitting)(?:\s(?:an?|the|api)){{0,2}}"
        r"\s{0,2}[:=(]?\s{0,2}([45]\d\d)(?:'?s)?"
        rf"(?![\w%°]|[.,:]\d|{_UNITS})"
        r"|(?<![\w.:,/-])([45]\d\d)s?\s(?:errors?|responses?|from\s(?:the\s)?mistral|on\smistral)\b"
        r"|\ba\s(?:\w{1,12}\s)?([45]\d\d)"
        rf"(?![\w%°]|[.,:-]\d|{_UNITS})"
        r"|[^\x00-\x7f]\s?(4[0-2]\d|50[0-4])\s?[^\x00-\x7f]",  # among words of another script
        "im",
    ),
    "only_reason": (
        rf"(?:^|[:(>\]-]\s{{0,2}})['\"`]?(?:error\s)?({_REASON})(?=['\"`.!)\s]*(?:$|<))",
        "im",
    ),
    "code": (
        r"\bcode['\"`\\]*\s{0,2}[:=(]?\s{0,2}['\"`\\(]{0,3}(\d{4})(?![\w.-])|\berror\s(\d{4})(?![\w.-])",
        "i",
    ),
    "names": (r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_]\w*)*", ""),
    "raised": (
        r"^[^\w\n]{0,8}(?:\d[\d:.,TZ/ -]{6,30}\s)?(?:(?:ERROR|Error|Uncaught|Unhandled|Caused by|error)[: ]\s*)?"
        r"(?:\(in promise\)\s)?"
        r"((?:[A-Za-z_]\w*\.){0,8}\[?[A-Za-z_]\w*(?:Error|Exception|Timeout|Read|Closed|Refused|Exit|Interrupt))\]?"
        r"(?:\s\[\w+\])?(?:: ?([^\n]{0,2000}))?\s*$",
        "m",
    ),
    "chained": (
        r"During handling of the above exception|was the direct cause of the following"
        r"|Traceback \(most recent call last\)",
        "",
    ),
    "host": (
        r"(?:(?:https?|wss?)://(?:[^\s/@'\"<>]{1,80}@)?|\b[Hh]ost(?:name)?['\"]?\s?[:=]\s?['\"]?"
        r"|\bENOTFOUND\s|\b(?:resolve|to)\shost:?\s)([A-Za-z0-9.-]{1,200})",
        "",
    ),
    "model": (r"""\bmodel(?:_?id|_?name)?['"\\]*\s?[:=]\s?['"\\]*([A-Za-z][\w.:-]{2,60})""", "i"),
    "package": (
        r"(?:site-packages|dist-packages|node_modules)[\\/]{1,4}(@[\w.-]+[\\/]{1,4}[\w.-]+|[\w.-]+)",
        "",
    ),
    "slashes": (r"[\\/]+", ""),
    "refused": (r"^[45]\d\d$", ""),
    "any_status": (r"^[1-5]\d\d", ""),
    "no_capital": (r"^[^A-Z]*[a-z][^A-Z]*$", ""),
    "four_digits": (r"^\d{4}$", ""),
    "snake": (r"^[a-z0-9]+(?:_[a-z0-9]+)+$(?!\n)", ""),
    # origin
    "mistral": (
        rf"(?:{_MODELS})|la plateforme|\bvibe cli\b|\bcompletion(?:event|chunk|responsestream)|\bdeltamessage\b"
        r"|\bx-ratelimit-(?:limit|remaining)-(?:req|tokens)-|\bchat\.(?:complete|parse)\b",
        "",
    ),
    # the workflow service of OpenStack, which has Mistral's name
    "namesake": (r"openstack|\bst2\b|oslo_", ""),
    # words of Mistral's SDK, and of others that the same tool has generated; Slack says "An API error occurred"
    "generated": (r"(?<!an )\bapi error occurred|\[bug client\]|\bsdk(?:validation)?error\b", ""),
    "vendors": (
        r"\b(?:anthropic|openai|groq|bedrock|xai|together_?ai|fireworks_?ai"
        r"|huggingface|ollama|cerebras|replicate|databricks|azure)(?:exception|error)\b"
        r"|\bprovider\W{1,3}(?:anthropic|groq|google|xai|together|fireworks|ollama)"
        r"|\b(?:openai\.com|anthropic|google\w*|botocore|boto3|stripe|twilio|firebase|hubspot|salesforce|jira|paypal|spotify|zendesk|airtable|woocommerce"
        r"|kubectl|nginx/|apache/|wordpress|postgres|mysql|redis|mongodb|docker daemon|discord|e?telegram"
        r"|slack[ _](?:api|sdk)|notionhq|(?:my)?shopify|(?:gcr|ghcr|quay|docker)\.io|github-api|sendgrid|msgraph)\b"
        r"|connectionpool\(host='|>nginx<|\[\d\d/[a-z]{3}/\d{4}:\d\d:\d\d:\d\d",  # the access log of a web server
        "",
    ),
    # what a server's operator writes, other vendors as people name them, Anthropic's place of a field, a type of
    # pydantic 1, where this API has those of pydantic 2, and what a program's own models raise
    "others": (
        r"\b(?:value_error\.|cerebras|supabase|kubernetes|perplexity|siliconflow|messages\.\d+\.content\b|watsonx|istio"
        r"|gemini|lm studio|validation errors? for \w{0,40}settings\b|cohere|settingsconfigdict\b|vertex_? ?ai"
        r"|pydantic_settings\b|ingress|e-?mail|type=extra_forbidden|nebius|azure ?openai|deepseek(?!-v4-1))",
        "",
    ),
    # Mistral hosts deepseek-v4-1-flash-1017; most others write V4.1 with a point
    "other_models": (
        r"\b(?:o[134]-mini|llama-?[234]|amazon\.(?:nova|titan)|claude-|deepseek[ -](?:chat|coder|r|v(?!4-1))|grok-[0-9]"
        r"|command-r|qwen[0-9/-]|gemini-[0-9p]|gpt-[345o])",
        "",
    ),
    # a requested model id, in an answer or in a line of code: any vendor's, so it does not show who answered
    "requested_model": (r"\binvalid model: \S{1,80}|\bmodel ?= ?'\S{1,80}", ""),
    "neutral_hosts": (
        r"(?:^|\.)(?:mistral\.ai|pydantic\.dev|mozilla\.org|httpstatuses\.com|python\.org|nodejs\.org|speakeasy\.com"
        r"|json-schema\.org|litellm\.ai|ai-sdk\.dev|vercel\.ai|langchain\.com)$"
        r"|^github\.com$|^[^.]*$|^(?:127|0)\.[\d.]+$",
        "",
    ),
    # what a request was sent to: an address that ends in a model's endpoint and was not answered with 2xx, a client's
    # base URL, the host in curl's trace, or a host that only serves models
    "called": (
        r"(?:https?://(?:[^\s/@'\"<>]{1,80}@)?|\bcurl (?:-\S{1,20} ){0,4})([A-Za-z0-9.-]{1,200})(?::\d{1,5})?"
        rf"/{_PATH}{{0,300}}(?:(?:/|(?<=/))(?:completions|embeddings|responses|v1/models|v1/messages|v1/ocr"
        r"|api/(?:chat|generate)|invoke(?:-with-response-stream)?|converse(?:-stream)?|score)|:(?:stream)?rawPredict)/?"
        rf"(?!{_PATH})(?!\W{{1,3}}(?:HTTP/[\d.]{{1,3}}\s)?2\d\d\b)"
        r"|(?<!\w)(?:(?:openai|mistral(?:ai)?|llm|azure(?:_(?:open)?ai)?)_)?"
        r"(?:(?:base|server|api|endpoint)_?url|(?:openai_?)?api_?base|azure_?endpoint)"
        r"['\"]?\s{0,3}[:=]{1,2}\s{0,3}['\"]?https?://(?:[^\s/@'\"<>]{1,80}@)?([A-Za-z0-9.-]{1,200})"
        r"|^> (?:host|:authority): ([A-Za-z0-9.-]{1,200})"
        r"|\b((?:openai|cognitiveservices|models\.ai|services\.ai|inference\.ai|inference\.ml)\.azure\.com"
        r"|bedrock-runtime\.[\w-]{1,40}\.amazonaws\.com|aiplatform\.googleapis\.com)\b",
        "im",
    ),
    "api_host": (r"^(?:api|codestral)[\w.-]*\.mistral\.ai$", ""),
    # how LiteLLM names an answer of this API's
    "passed_on": (r"\bmistral(?:ai)?exception\b", ""),
    "framework": (
        r"\b(?:autogen|n8n|neuron-?ai|prism|dspy|ai-sdk|haystack|pydantic[-_]ai|langgraph|agno|llama_?index|langflow"
        r"|mastra|crewai|semantic[-_ ]?kernel|litellm|spring(?:framework\.|[- ])ai|smolagents|embabel|instructor"
        r"|langchain|genkit|ruby_?llm)\w*",
        "",
    ),
    # a word, and its stem; in an expression, what follows a class of characters
    "stem": (r"(?:\\[a-z]|(?<![a-z\\]))(([a-z]{3,24}?)(?:ing|ies|ed|es|s)?)(?![a-z])", ""),
    # what people write, and what programs do
    "plain": (
        r"\b(?:i|our|only|why|when|it|does|an|is|not|do|with|any|the|a|but|that|how|my|are|still|we|after)\b",
        "",
    ),
    # where a program was, not what happened to it; Python's frames show code
    "frame": (r"^\s+at .*|file://\S+|node:\S+", "m"),
    # what people who use this API write about
    "subject": (
        r"\b(?:sdk|proxy|agent|speech|voice|convers|chat|generat|prompt|llm|ai\b|ocr|api.?key|answer|embed|token|upload"
        r"|model|tool|top_p|stream)",
        "",
    ),
    "marks": (r'[{}()[\]=:/"_<>]', ""),
    "gateways": (r"\b(?:provider returned error|litellm|openrouter)\b", ""),
    # scoring and keys
    "clause": (r"[:.>|] '?| - |\(|: ?'", ""),
    "header": (r"^(?:x-|retry-after)", "i"),
    # a word that says what a key is, or whose
    "about_keys": (r"^\W{0,3}(?:mistral(?:\.ai|ai)?|api|http|an?|the|errors?|status|codes?|of|from)\W{0,3}$", "i"),
    "key": (r"^[\w.,:;/-]{3,80}$", ""),
    "address": (r"^.*/(?:playbooks|e)/", ""),
}
"""Name to source and flags: `i` and `m` as in both languages; `y` matches at a position."""


@cache
def expression(name: str) -> re.Pattern[str]:
    """Returns an expression, compiled."""
    return compiled(*EXPRESSIONS[name])


def compiled(source: str, flags: str = "") -> re.Pattern[str]:
    """Compiles an expression so that it means what it means in JavaScript."""
    modes = re.ASCII | (re.IGNORECASE if "i" in flags else 0) | (re.MULTILINE if "m" in flags else 0)
    return re.compile(source, modes)
