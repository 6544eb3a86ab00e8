"""`serve` follows the programs of a class that is new since it was started."""

from __future__ import annotations

from pathlib import Path

from mistral_playbooks.site.changes import Programs


class Server:
    def __init__(self) -> None:
        self.folders: list[str] = []

    def watch(self, path: str) -> None:
        self.folders.append(Path(path).name)


def test_a_new_folder_of_programs_is_watched(tmp_path: Path) -> None:
    for name in ("rate-limited", "node_modules"):
        (tmp_path / "snippets" / name).mkdir(parents=True)
    programs, server = Programs(), Server()
    programs.watch(tmp_path)
    programs.watch(tmp_path, server)
    assert server.folders == ["rate-limited"]
    (tmp_path / "snippets" / "unauthorized").mkdir()
    programs.watch(tmp_path)
    assert server.folders == ["rate-limited", "unauthorized"]
