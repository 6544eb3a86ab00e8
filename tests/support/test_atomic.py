"""`write_atomic` replaces a file completely or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from mistral_playbooks.support.atomic import write_atomic


@pytest.mark.parametrize("mode", [0o644, 0o600])
def test_a_file_is_created_and_replaced(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "rows.json"
    for text in ("[]\n", '["é"]\n'):
        write_atomic(file, text, mode)
        assert file.read_text(encoding="utf-8") == text
        assert stat.S_IMODE(file.stat().st_mode) == mode
    assert list(tmp_path.iterdir()) == [file]


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "rows.json"
    file.write_text("[]", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        write_atomic(file, '["new"]')
    assert file.read_text(encoding="utf-8") == "[]"
    assert list(tmp_path.iterdir()) == [file]
