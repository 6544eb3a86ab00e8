"""Syntax trees in threads: CPython 3.11 mixes up what two threads build at once."""

from __future__ import annotations

import gc
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from mistral_playbooks.support import syntax

SOURCE = "x = [" + ", ".join(f"f({n}, [{n}, {{'a': {n}}}])" for n in range(400)) + "]\n"


def test_threads_do_not_mix_their_trees() -> None:
    """A collection that gives way to other threads while a tree is built is what ends `ast.parse` there."""

    def give_way(phase: str, _: object) -> None:
        if phase == "start":
            time.sleep(0.0002)

    before = gc.get_threshold()
    gc.callbacks.append(give_way)
    gc.set_threshold(50)
    try:
        with ThreadPoolExecutor(4) as pool:
            trees = list(pool.map(syntax.parse_python, [SOURCE] * 16))
    finally:
        gc.callbacks.remove(give_way)
        gc.set_threshold(*before)
    assert [len(tree.body) for tree in trees] == [1] * 16


@pytest.mark.parametrize(
    ("source", "error"),
    [("x = (", SyntaxError), ("\0", (SyntaxError, ValueError)), (f"{'-' * 100_000}1", SyntaxError)],
)
def test_what_is_no_python_is_told_as_by_ast(source: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        syntax.parse_python(source)
