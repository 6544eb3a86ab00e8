"""What a program for SDK 3 looks like for SDK 1 and 2."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistral_playbooks.content import renames
from mistral_playbooks.content.clients import python_sdk
from mistral_playbooks.content.programs import find
from mistral_playbooks.content.renames import derive

CASES = [
    ("from mistralai.client import Mistral", "from mistralai import Mistral", None),
    ("from mistralai.client.errors import SDKError", "from mistralai.models import SDKError", None),
    ("from mistralai.client.models import UserMessage", "from mistralai.models import UserMessage", None),
    (
        "from mistralai.client.utils import BackoffStrategy, RetryConfig",
        "from mistralai.utils import BackoffStrategy, RetryConfig",
        None,
    ),
    ("from mistralai.client import Mistral, errors", "from mistralai import Mistral, models as errors", None),
    ("from mistralai.client import models", "from mistralai import models", None),
    ("import httpx2", "import httpx", "import httpx"),
    ("import httpx2 as http", "import httpx as http", "import httpx as http"),
    (
        "import httpx2\ntry:\n    pass\nexcept httpx2.ReadTimeout as é:\n    print('é', httpx2.Timeout(1), é)",
        "import httpx\ntry:\n    pass\nexcept httpx.ReadTimeout as é:\n    print('é', httpx.Timeout(1), é)",
        "import httpx\ntry:\n    pass\nexcept httpx.ReadTimeout as é:\n    print('é', httpx.Timeout(1), é)",
    ),
    (
        "import mistralai.client\nmistralai.client.Mistral(api_key='mistralai.client')",
        "import mistralai\nmistralai.Mistral(api_key='mistralai.client')",
        None,
    ),
    (
        "import mistralai.client.errors\nprint(mistralai.client.errors.SDKError)",
        "import mistralai.models\nprint(mistralai.models.SDKError)",
        None,
    ),
    (
        "if True:\n    from mistralai.client import (\n        Mistral,  # the client\n        errors,\n    )",
        "if True:\n    from mistralai import Mistral, models as errors",
        None,
    ),
]


@pytest.mark.parametrize(("newest", "one", "two"), CASES)
def test_imports_and_dotted_names_follow_the_table(newest: str, one: str, two: str | None):
    assert derive(newest, 1) == one
    assert derive(newest, 2) == (newest if two is None else two)
    assert derive(newest, 3) == newest


@pytest.mark.parametrize(
    "text",
    [
        "print('import httpx2')  # httpx2.ReadTimeout of mistralai.client",
        "httpx2 = 1\nprint(httpx2)",
        "client.httpx2.x",
        "import mistralai_azure.client",
        "from .mistralai.client import x",
        "this is no Python",
    ],
)
def test_other_text_stays(text: str):
    assert derive(text, 1) == text


@given(st.text())
def test_any_text_is_taken(text: str):
    assert derive(text, 3) == text
    derive(text, 1)


def test_every_published_program_is_python_after_the_renaming(root):
    from mistral_playbooks.content import catalog

    for program in find(root, catalog.read(root / "docs" / "playbooks")):
        if program.language == "python":
            for major in python_sdk().versions:
                text = derive(program.text, major)
                ast.parse(text)
                if "mistralai.client" not in program.text and "httpx2" not in program.text:
                    assert text == program.text


def test_what_a_page_allows_has_the_name_of_the_older_module() -> None:
    assert renames.name_in("httpx2.Client(verify)", 2) == "httpx.Client(verify)"
    assert renames.name_in("mistralai.client.errors.SDKError", 1) == "mistralai.models.SDKError"
    assert renames.name_in("ssl.create_default_context", 1) == "ssl.create_default_context"
    assert renames.name_in("httpx2.Client(verify)", 3) == "httpx2.Client(verify)"
