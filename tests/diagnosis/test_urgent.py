"""A release that must not run comes first, whatever else a text shows, and no other release is taken for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.front_matter import GOOD
from mistral_playbooks.content import catalog
from mistral_playbooks.content.catalog import Catalog
from mistral_playbooks.diagnosis import SURE, diagnose
from mistral_playbooks.diagnosis.rules import CONDENSED, LIMIT

PAGES = catalog.load()
HASHES = ", ".join(f'"sha256:{n:064x}"' for n in range(3))


def first(text: str) -> tuple[str, str | None] | None:
    """The first answer and its cause, if it is sure."""
    found = diagnose(text, PAGES, 3)
    return (found[0].slug, found[0].cause) if found and found[0].score >= SURE else None


PYTHON = [
    "mistralai==2.4.6",
    "mistralai === 2.4.6",
    'mistralai[agents,gcp]==2.4.6 ; python_version >= "3.10" \\\n    --hash=sha256:00',
    "httpx==0.28.1\nmistralai==2.4.6\nnumpy==2.3.0",
    "Package   Version\n--------- -------\nhttpx     0.28.1\nmistralai 2.4.6\n",
    "mistralai                 2.4.6                    pypi_0    pypi",
    "- mistralai=2.4.6=pyhd8ed1ab_0",
    '[[package]]\nname = "mistralai"\nversion = "2.4.6"\nsource = { registry = "https://registry.example/simple" }',
    '{ url = "https://registry.example/packages/0a/1b/2c/mistralai-2.4.6.tar.gz", hash = "sha256:00" }',
    '{file = "mistralai-2.4.6-py3-none-any.whl", hash = "sha256:00"},',
    f'"mistralai": {{\n    "hashes": [\n {HASHES}\n    ],\n    "index": "pypi",\n    "version": "==2.4.6"\n}}',
    '[{"name": "httpx", "version": "0.28.1"}, {"name": "mistralai", "version": "2.4.6"}]',
    'mistralai = "2.4.6"',
    'mistralai = {version = "2.4.6", extras = ["agents"]}',
    "Name: mistralai\nVersion: 2.4.6\nSummary: Python Client SDK for the Mistral AI API.",
    "Collecting mistralai==2.4.6\n  Downloading mistralai-2.4.6-py3-none-any.whl.metadata (30 kB)",
    "Successfully installed httpx-0.28.1 mistralai-2.4.6 pydantic-2.12.0",
    "Requirement already satisfied: mistralai in ./venv/lib/python3.12/site-packages (2.4.6)",
    "Requirement already satisfied: mistralai>=2 in /a/site-packages (from -r requirements.txt (line 1)) (2.4.6)",
    "Resolved 12 packages in 5ms\n + mistralai==2.4.6\n + pydantic==2.12.0",
    " ~ mistralai==2.4.6",
    "  - Installing mistralai (2.4.6)",
    "  - Updating mistralai (2.4.5 -> 2.4.6)",
    "Bump mistralai from 2.4.5 to 2.4.6",
    "Bump mistralai from 2.4.6 to 2.4.7",
    "mistralai v2.4.6\n├── httpx v0.28.1",
    "ERROR: Could not find a version that satisfies the requirement mistralai==2.4.6 (from versions: 2.4.5, 2.4.7)\n"
    "ERROR: No matching distribution found for mistralai==2.4.6",
    "/usr/lib/python3.12/site-packages/mistralai-2.4.6.dist-info/METADATA",
    "pkg:pypi/mistralai@2.4.6",
    "https://pypi.org/project/mistralai/2.4.6/",
    "We run version 2.4.6 of mistralai in production",
    "is `mistralai` 2.4.6 safe?",
    "user-agent: speakeasy-sdk/python 2.4.6 2.884.13 1.0.0 mistralai",
    'SDKError: API error occurred: Status 429. Body: {"object":"error","message":"Rate limit exceeded",'
    '"type":"rate_limited","param":null,"code":"1300","raw_status_code":429}\n\npip freeze:\nmistralai==2.4.6',
    "ImportError: cannot import name 'Mistral' from 'mistralai' (unknown location)\n\n$ pip list\nmistralai 2.4.6",
    "openai.RateLimitError: Error code: 429\nopenai==3.54.0\nmistralai==2.4.6\nanthropic==0.9.0",
    "https://github.com/mistralai/client-python/security/advisories/GHSA-wx9m-wx4f-4cmg",
    "python3 /tmp/transformers.pyz",
    "Update dependency mistralai to v2.4.6",
    "the mistralai Python SDK, version 2.4.6, is installed",
    "| https://osv.dev/GHSA | 9.6 | PyPI | mistralai | 2.4.6 | uv.lock |",
    "<component><name>mistralai</name><version>2.4.6</version></component>",
    "Found existing installation: mistralai 2.4.6\nUninstalling mistralai-2.4.6:",
    'mistralai @ https://registry.example/packages/0a/mistralai-2.4.6-py3-none-any.whl',
    r'{\"dependencies\": {\"mistralai\": \"2.4.6\"}}',
    "\x1b[32m + \x1b[1mmistralai\x1b[0m\x1b[2m==2.4.6\x1b[0m",
]  # fmt: skip
NPM = [
    "└── @mistralai/mistralai@2.2.3",
    '    "node_modules/@mistralai/mistralai": {\n      "version": "2.2.4",\n      "resolved": "https://registry.example/@'
    'mistralai/mistralai/-/mistralai-2.2.4.tgz",',
    '    "@mistralai/mistralai": {\n      "version": "2.2.2",',
    '"@mistralai/mistralai": "2.2.3"',
    "  '@mistralai/mistralai@2.2.3':\n    resolution: {integrity: sha512-00}",
    "  /@mistralai/mistralai/2.2.3:\n    resolution: {integrity: sha512-00}",
    "  /@mistralai/mistralai@2.2.3(zod@3.25.0):",
    "      '@mistralai/mistralai':\n        specifier: ^2.2.0\n        version: 2.2.3(zod@4.0.0)",
    '"@mistralai/mistralai@^2.2.0":\n  version "2.2.3"\n  resolved "https://registry.yarnpkg.com/x"',
    '"@mistralai/mistralai@npm:^2.2.0":\n  version: 2.2.3\n  resolution: "@mistralai/mistralai@npm:2.2.3"',
    '    "@mistralai/mistralai": ["@mistralai/mistralai@2.2.3", "", {}, "sha512-00"],',
    "npm error code ETARGET\nnpm error notarget No matching version found for @mistralai/mistralai@2.2.3.",
    "# npm audit report\n\n@mistralai/mistralai  2.2.2 - 2.2.4\nSeverity: critical",
    "Malware in @mistralai/mistralai - https://github.com/advisories/GHSA-3q49-cfcf-g5fm",
    "npm error path /app/node_modules/@mistralai/mistralai\nnpm error command failed\n"
    "npm error command sh -c node setup.mjs",
    r"C:\Users\me\AppData\Local\npm-cache\_npx\1\node_modules\@mistralai\mistralai\router_init.js",
    "pkg:npm/@mistralai/mistralai@2.2.2",
    "@mistralai/mistralai-azure@1.7.2",
    "pkg:npm/%40mistralai/mistralai@2.2.2",
    "node_modules/.pnpm/@mistralai+mistralai@2.2.3_zod@4.0.0/node_modules",
    ".yarn/cache/@mistralai-mistralai-npm-2.2.3-0a1b2c3d4e-0a1b2c3d4e.zip",
    "Update dependency @mistralai/mistralai to v2.2.4",
    '"group": "@mistralai",\n"name": "mistralai",\n"version": "2.2.3",',
    '"node_modules/@mistralai/mistralai-gcp": { "version": "1.7.3",',
]  # fmt: skip
OTHERS = [
    "mistralai==2.4.5",
    "mistralai==2.4.7",
    "mistralai==2.4.60",
    "mistralai==12.4.6",
    "mistralai==2.4.6.post1",
    "mistralai==2.4.6rc1",
    "mistralai!=2.4.6",
    "mistralai>=2,!=2.4.6,<3",
    "mistralai<2.4.6",
    "mistralai>=2.4.6",
    'mistralai = "^2.4.6"',
    "mistralai~=2.4.6",
    "langchain-mistralai==2.4.6",
    "langchain_mistralai-2.4.6-py3-none-any.whl",
    "llama-index-llms-mistralai 2.4.6",
    "mistralai-azure==2.4.6",
    "mistralai==2.10.1\nnumpy==2.4.6",
    "mistralai 2.10.1\nnumpy 2.4.6",
    "mistralai\nnumpy==2.4.6",
    '[[package]]\nname = "mistralai"\nversion = "2.4.7"\n\n[[package]]\nname = "numpy"\nversion = "2.4.6"',
    "Requirement already satisfied: mistralai in /a/site-packages (2.4.5)\n"
    "Requirement already satisfied: numpy in /a/site-packages (2.4.6)",
    "Bump mistralai from 2.4.5 to 2.4.7",
    "@mistralai/mistralai@2.4.6",
    '"node_modules/@mistralai/mistralai": { "version": "2.4.6", "resolved": "https://registry.example/@mistralai/'
    'mistralai/-/mistralai-2.4.6.tgz"',
    "@mistralai/mistralai@2.2.1",
    "@mistralai/mistralai@2.2.5",
    "@mistralai/mistralai@2.2.30",
    "@mistralai/mistralai@12.2.3",
    "@mistralai/mistralai@2.2.3-beta.1",
    '"@mistralai/mistralai": "^2.2.3"',
    "@langchain/mistralai@2.2.3",
    "pkg:npm/%40mistralai/mistralai@2.4.6",
    "Update dependency mistralai to v2.4.7",
    "Update dependency langchain-mistralai to v2.4.6",
    "mistralai is fine at 2.10.1 and numpy at 2.4.6",
    "@mistralai/mistralai-azure@1.7.4",
    "@mistralai/mistralai@1.7.2",
    "@mistralai/mistralai@2.7.0\nzod@2.2.3",
    "'@mistralai/mistralai':\n  specifier: ^2.2.3\n  version: 2.7.0",
    '"@mistralai/mistralai@^2.2.3":\n  version "2.7.0"',
    "npm error notarget No matching version found for @mistralai/mistralai@2.2.9.",
    "ERROR: No matching distribution found for mistralai>=3",
]  # fmt: skip


@pytest.mark.parametrize("text", PYTHON)
def test_the_malicious_python_release_comes_first(text: str) -> None:
    assert first(text) == ("compromised-release", "pypi")


@pytest.mark.parametrize("text", NPM)
def test_the_malicious_npm_releases_come_first(text: str) -> None:
    assert first(text) == ("compromised-release", "npm")


@pytest.mark.parametrize("text", OTHERS)
def test_other_releases_and_packages_are_not_taken_for_it(text: str) -> None:
    found = diagnose(text, PAGES, 3)
    assert "compromised-release" not in [match.slug for match in found]


@pytest.mark.parametrize("text", ["mistralai==2.4.6", f'"mistralai": {{"hashes": [{HASHES}], "version": "==2.4.6"}}'])
@pytest.mark.parametrize("length", [2 * CONDENSED, 3 * LIMIT])
def test_it_is_found_anywhere_in_a_long_text(text: str, length: int) -> None:
    line = 'resolved "https://registry.example/left-pad/-/left-pad-1.3.{0}.tgz"\n'
    many = "".join(line.format(n) for n in range(length // len(line)))
    half = len(many) // 2
    assert first(f"{many[:half]}\n{text}\n{many[half:]}") == ("compromised-release", "pypi")
    assert first(f"{many[:half]}\n{text.replace('2.4.6', '2.4.7')}\n{many[half:]}") is None


@pytest.fixture
def pages(tmp_path: Path) -> Catalog:
    """A catalog in which a cause is urgent."""
    urgent = '    tell: It worked before.\n    urgent: true\n    signatures: ["gone: v1.2.3"]\n'
    marked = GOOD.replace("    tell: It worked before.\n", urgent)
    other = GOOD.replace("Invalid model", "Rate limit").replace("model [a-z]+ gone", "limit [a-z]+ gone")
    other = other.replace('"1500"', '"1300"').replace("[invalid_model]", "[]")
    (tmp_path / "invalid-model.md").write_text(marked, encoding="utf-8")
    (tmp_path / "rate-limited.md").write_text(other, encoding="utf-8")
    return catalog.read(tmp_path)


def test_what_is_urgent_precedes_a_surer_error(pages: Catalog) -> None:
    """And the error stays, as the second answer."""
    text = "Mistral said: Rate limit: x, code: 1300. Installed, gone: v1.2.3"
    found = diagnose(text, pages)
    assert [(match.slug, match.cause) for match in found][:1] == [("invalid-model", "retired")]
    assert found[0].score >= SURE
    assert found[1].slug == "rate-limited"
