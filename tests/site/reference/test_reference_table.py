"""What a reference table guarantees: permanent anchors, whole rows."""

from __future__ import annotations

import pytest

from mistral_playbooks.site.reference.table import Row, Table


def made(*rows: Row) -> Table:
    return Table("headers", "Headers", ("Header", "Seen on"), rows)


def test_each_row_has_an_anchor_made_of_the_table_and_its_key() -> None:
    row = Row("x-ratelimit-limit-req-minute", ("429",), "The limit.")
    page = made(row).html()
    assert 'id="headers-x-ratelimit-limit-req-minute"' in page
    assert 'href="#headers-x-ratelimit-limit-req-minute"' in page


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([Row("A b", ("1",), ""), Row("a-B", ("2",), "")], "two rows have the anchor 'headers-a-b'"),
        ([Row("a", (), "")], "'a' has 1 cells, not 2"),
        ([Row("…", ("1",), "")], "makes no anchor"),
    ],
)
def test_a_table_that_would_lose_a_row_is_refused(rows: list[Row], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        made(*rows).html()


def test_keys_are_text() -> None:
    assert ">&lt;b&gt;</code>" in made(Row("<b>", ("1",), "")).html()


def test_a_key_of_prose_is_not_shown_as_code() -> None:
    page = made(Row("Free mode", ("1",), "", code=False)).html()
    assert '<a href="#headers-free-mode">Free mode</a>' in page


def test_the_names_of_columns_are_for_phones_too() -> None:
    page = Table("a", "A", ("Key", 'Say "x" – now'), [Row("k", ("1",), "")]).html()
    assert 'style="--h2:&quot;Say \\&quot;x\\&quot; – now&quot;"' in page
