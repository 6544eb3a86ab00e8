"""What is kept from Markdown's own parser comes out as if that had read it."""

from __future__ import annotations

import markdown
import pytest

from mistral_playbooks.site import raw

BLOCKS = {
    "one": "<p class=a>A *b*</p>\n\nC *d*",
    "after a text": "A\n<p>B</p>\n\nC",
    "nested": "<div>\n<div>*a*</div>\n\n<pre>b\n\n    c</pre>\n</div>\n\n*d*",
    "many": "<p>a</p>\n\n<ul><li>*b*</li></ul>\n\n\n<p>c</p>\n\nd",
    "at the end": "*a*\n\n<section>b</section>",
    "with white space": "<p>a</p>  \n\n*b*",
    "a text behind it": "<p>a</p> *b*\n\nc",
    "a line below it": "<p>a</p>\n*b*\n\nc",
    "never closed": "<div>*a*\n\n*b*",
    "closed by another": "<div><p>*a*</div>\n\n*b*",
    "a longer name": "<divide>*a*</divide>\n\n*b*",
    "indented": "    <p>*a*</p>\n\nb",
    "in a list": "- a\n\n    <p>*b*</p>\n\n- c",
    "in a fence": "```html\n<p>*a*</p>\n\n```\n\n*b*",
    "in a line": "a <p>*b*</p>\n\nc",
    "an entity": "<p>&lt;div&gt; &amp;</p>\n\n*b*",
}


@pytest.mark.parametrize("source", BLOCKS.values(), ids=BLOCKS)
def test_the_html_is_the_same(source: str) -> None:
    fences = "pymdownx.superfences"
    wanted = markdown.markdown(source, extensions=[fences])
    made = markdown.markdown(source, extensions=[fences, raw.RawBlocks()])
    assert [line for line in made.split("\n") if line] == [line for line in wanted.split("\n") if line]


def test_ids() -> None:
    page = '<h2 id="a">A</h2><p class=x id=b>id="c"</p><span data-id="d" id="e"></span>'
    assert raw.ids(page) == {"a", "b", "e"}
