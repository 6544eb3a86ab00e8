"""`tests/run_programs.py`: each program in its own copy and time, and for each that fails the reason."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import run_programs
from mistral_playbooks.support.process import Outcome

POST = """
import json, sys, urllib.request
key = {"authorization": "Bearer " + __import__("os").environ["MISTRAL_API_KEY"], "content-type": "application/json"}
def post(url, **body):
    urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode(), key)).read()
hello = [{"role": "user", "content": "Hello"}]
chat = "https://api.mistral.ai/v1/chat/completions"
"""
PROGRAMS = {
    "good.py": POST + "post(chat, model='mistral-small-latest', messages=hello)\nopen('left', 'w').close()",
    "alone.py": "import os\nassert not os.path.exists('left')\nassert os.path.exists('data/rows.csv')",
    "package.py": "import no_such_package.part",
    "host.py": POST + "post('https://example.com/')",
    "model.py": POST + "post(chat, model='no-such-model', messages=hello)",
    "path.py": POST + "post('https://api.mistral.ai/v9/nothing')",
    "request.py": POST + "post(chat, model='mistral-small-latest', messages=[])",
    "slow.py": "import time\ntime.sleep(60)",
    "wrong.py": "raise ValueError('the answer is no number')",
    "script.mjs": "import 'no-such-package';",
    "script.sh": "no_such_command",
    "_part.py": "raise SystemExit(1)",
    "data/rows.csv": "1,2",
}
ENDS = {
    "good.py": ("ends well", ""),
    "alone.py": ("ends well", ""),
    "package.py": ("missing package", "no_such_package"),
    "host.py": ("host refused", "example.com:443"),
    "model.py": ("model refused", "no-such-model"),
    "path.py": ("path not served", "POST /v9/nothing"),
    "slow.py": ("stopped", "ran longer than 5 s"),
    "wrong.py": ("other error", "ValueError: the answer is no number"),
    "script.mjs": ("missing package", "no-such-package"),
    "script.sh": ("missing package", "no_such_command"),
}


def test_every_program_has_its_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in PROGRAMS.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert run_programs.main([str(tmp_path), "--json", "--seconds", "5", "--jobs", "2"]) == 1
    rows = {one["program"]: one for one in json.loads(capsys.readouterr().out)["programs"]}
    assert {name: (one["group"], one["why"]) for name, one in rows.items() if name != "request.py"} == ENDS
    assert rows["request.py"]["group"] == "request refused"
    assert (rows["good.py"]["exit"], rows["good.py"]["requests"]) == (0, 1)
    assert not (tmp_path / "left").exists()


def test_the_table_counts_the_ends(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "one.py").write_text("print(1)")
    assert run_programs.main([str(tmp_path)]) == 0
    assert capsys.readouterr().out.endswith("1 programs: 1 ends well\n")


def test_a_caught_import_is_not_the_reason() -> None:
    said = "No module named 'speedups', continuing without\n" + "\n".join(map(str, range(30))) + "\nKeyError: 'a'"
    outcome = Outcome(exit=1, stdout="", stderr=said, output=said, seconds=1.0)
    assert run_programs.reason(outcome, (), ()) == ("other error", "KeyError: 'a'")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "nowhere is not a folder"),
        (["."], r"holds no program that matches '\*'"),
        ([".", "--python", "no-such-python"], "--python no-such-python is not a program"),
    ],
)
def test_its_own_errors_say_what_to_do(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as caught:
        run_programs.main(arguments)
    assert caught.value.code == 2
    assert re.search(said, capsys.readouterr().err)
