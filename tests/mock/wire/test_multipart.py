"""Forms as clients send them: names and bytes come out as they went in, and what is no form is refused."""

from __future__ import annotations

import base64
import contextlib
import json
import subprocess
from collections.abc import Callable

import httpx2
import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from urllib3.filepost import encode_multipart_formdata

from mistral_playbooks.mock.wire.multipart import MAX_PARTS, MultipartError, Part, parse
from mistral_playbooks.verify.runners import node

TYPE = "multipart/form-data; boundary=xx"
Encoded = tuple[bytes, str]


def body(*parts: bytes, last: bytes = b"--xx--\r\n") -> bytes:
    """Parts as `headers\\r\\n\\r\\ncontent`."""
    return b"".join(b"--xx\r\n%b\r\n" % part for part in parts) + last


def field(name: bytes, content: bytes = b"v", more: bytes = b"") -> bytes:
    return b'Content-Disposition: form-data; name="%b"%b\r\n\r\n%b' % (name, more, content)


def by_httpx2(name: str, filename: str, content: bytes) -> Encoded:
    sent = httpx2.Request("POST", "http://x", data={"purpose": "ocr"}, files={name: (filename, content, "a/b")})
    return sent.read(), sent.headers["content-type"]


def by_requests(name: str, filename: str, content: bytes) -> Encoded:
    sent = requests.Request(
        "POST", "http://x", data={"purpose": "ocr"}, files={name: (filename, content, "a/b")}
    ).prepare()
    assert isinstance(sent.body, bytes)
    return sent.body, str(sent.headers["content-type"])


def by_urllib3(name: str, filename: str, content: bytes) -> Encoded:
    sent, kind = encode_multipart_formdata({"purpose": "ocr", name: (filename, content, "a/b")})
    return sent, str(kind)


# What a file system allows in a name, but for what senders write in two ways: `\`, `%`, control characters.
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\\%"), min_size=1, max_size=40)
CONTENTS = st.one_of(
    st.binary(max_size=400),
    st.lists(st.sampled_from([b"\r", b"\n", b"\0", b"--", b"-", b"xx", b"\r\n--xx", b"a"]), max_size=12).map(b"".join),
)


@pytest.mark.parametrize("send", [by_httpx2, by_requests, by_urllib3])
@settings(max_examples=60, deadline=None)
@given(filename=NAMES, content=CONTENTS)
def test_a_file_arrives_as_it_was_sent(send: Callable[..., Encoded], filename: str, content: bytes):
    parts = parse(*send("file", filename, content))
    assert parts == (Part("purpose", b"ocr"), Part("file", content, filename, "a/b"))


@pytest.mark.parametrize("send", [by_httpx2, by_requests, by_urllib3])
def test_quotes_lines_and_letters_in_a_name(send: Callable[..., Encoded]):
    name = 'na\u00efve \u6587\U0001f600 "q"; a=b\r\n.pdf'
    assert parse(*send("file", name, b""))[1].filename == name


@pytest.mark.parametrize("send", [by_httpx2, by_requests, by_urllib3])
def test_a_path_of_windows(send: Callable[..., Encoded]):
    assert parse(*send("file", r"C:\music\a.wav", b""))[1].filename == r"C:\music\a.wav"


def test_node_sends_a_form():
    """FormData of the Node that this project runs, without a network: `new Response(form)` encodes it."""
    contents = [b"", b"\r\n", b"a\r", b"\n--", bytes(range(256)), b"\r\n------formdata-undici-0"]
    names = ["a.pdf", 'na\u00efve "q".pdf', "a;b=c", "a\\b", "a\nb", "\U0001f600"]
    cases = [[name, base64.b64encode(content).decode()] for name, content in zip(names, contents, strict=True)]
    program = """
        const made = []
        for (const [name, content] of JSON.parse(process.argv[1])) {
          const form = new FormData()
          form.append("purpose", "ocr")
          form.append("file", new Blob([Buffer.from(content, "base64")], {type: "a/b"}), name)
          const sent = new Response(form)
          made.push([Buffer.from(await sent.arrayBuffer()).toString("base64"), sent.headers.get("content-type")])
        }
        console.log(JSON.stringify(made))
    """
    command = [node.executable(), "--input-type=module", "-e", program, json.dumps(cases)]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    for (sent, kind), name, content in zip(json.loads(run.stdout), names, contents, strict=True):
        assert parse(base64.b64decode(sent), kind) == (
            Part("purpose", b"ocr"),
            Part("file", content, name, "a/b"),
        )


def test_curl_sends_a_form():
    """`curl -F purpose=batch -F 'file=@x.bin;filename="…"'`, curl 7.88.1, read from a socket on 2026-11-23."""
    boundary = b"------------------------762b47d4a857cc81"
    sent = (
        b'--%b\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n'
        b'--%b\r\nContent-Disposition: form-data; name="file"; filename="na\xc3\xafve %%22x%%22;\\y.bin"\r\n'
        b"Content-Type: application/octet-stream\r\n\r\n\r\n--a\x00\xff\n\r\n--%b--\r\n"
    ) % (boundary, boundary, boundary)
    parts = parse(sent, f"multipart/form-data; boundary={boundary.decode()}")
    assert parts == (
        Part("purpose", b"batch"),
        Part("file", b"\r\n--a\0\xff\n", 'na\u00efve "x";\\y.bin', "application/octet-stream"),
    )


@pytest.mark.parametrize(
    ("header", "filename"),
    [
        (b'; filename="a.pdf"', "a.pdf"),
        (b"; filename=a.pdf", "a.pdf"),
        (b'; filename="a \\"q\\" \\\\.pdf"', 'a "q" \\.pdf'),  # curl before 7.81
        (b'; FileName="a.pdf"', "a.pdf"),
        (b"; filename=\"x\"; filename*=utf-8''na%C3%AFve.pdf", "na\u00efve.pdf"),  # RFC 5987 goes first
        (b"; filename*=iso-8859-1'en'%A3.pdf", "\u00a3.pdf"),
        (b'; filename="x"; filename*=nonsense', "x"),
        (b"; filename=\"x\"; filename*=utf-8''%FF", "x"),
        (b"; filename=\"x\"; filename*=no-charset''%41", "x"),
        (b'; filename=""', ""),
        (b'; filename="100%25.pdf"', "100%25.pdf"),  # only %22, %0D and %0A are written so
        (b"", None),
    ],
)
def test_names_of_files(header: bytes, filename: str | None):
    (part,) = parse(body(field(b"file", more=header)), TYPE)
    assert part.filename == filename


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\r",
        b"\n",
        b"\r\n",
        b"--x",
        b"a\r\n--x",
        b"a\r\n--xxx\r\nb",
        b"a\r\n--xx-\r\nb",
        b"\n--xx--\n",
        b"\0" * 9,
    ],
)
def test_content_is_bytes(content: bytes):
    assert parse(body(field(b"a", content), field(b"b")), TYPE) == (Part("a", content), Part("b", b"v"))


def test_an_encoding_of_the_part_is_ignored():
    """RFC 7578, 4.7; Ruby's clients send `Content-Transfer-Encoding: binary` and a length (recorded)."""
    headers = b'Content-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\nContent-Length: 1'
    assert parse(body(headers + b"\r\n\r\naGk="), TYPE)[0].content == b"aGk="


@pytest.mark.parametrize(
    "sent",
    [
        b"preamble\r\n" + body(field(b"a")),
        body(field(b"a"), last=b"--xx--"),
        body(field(b"a"), last=b"--xx-- \t\r\nepilogue\r\n--xx\r\nnothing"),
        body(field(b"a")).replace(b"--xx\r\n", b"--xx \t \r\n"),
    ],
)
def test_what_stands_around_the_parts_is_left(sent: bytes):
    assert parse(sent, TYPE) == (Part("a", b"v"),)


def test_a_form_without_parts():
    assert parse(b"--xx--\r\n", TYPE) == ()


@pytest.mark.parametrize(
    "kind",
    [
        'multipart/form-data; boundary="xx"',
        "Multipart/Form-Data;boundary=xx",
        "multipart/form-data; charset=utf-8; boundary=xx",
        "multipart/form-data; boundary=xx; charset=utf-8",
    ],
)
def test_the_content_type_in_other_words(kind: str):
    assert parse(body(field(b"a")), kind) == (Part("a", b"v"),)


@pytest.mark.parametrize(
    ("sent", "kind", "why"),
    [
        (b"{}", "application/json", "not multipart/form-data"),
        (b"", "", "the content type is missing"),
        (body(field(b"a")), "multipart/form-data", "no boundary"),
        (body(field(b"a")), "multipart/form-data; boundary=", "no boundary"),
        (body(field(b"a")), f"multipart/form-data; boundary={'x' * 71}", "no boundary"),
        (body(field(b"a")), "multipart/form-data; boundary=yy", "boundary is not in the body"),
        (b"", TYPE, "boundary is not in the body"),
        (body(field(b"a"), last=b""), TYPE, "final boundary is missing"),
        (body(field(b"a"), last=b"--xx"), TYPE, "final boundary is missing"),
        (body(field(b"a"))[:-6], TYPE, "final boundary is missing"),
        (body(b"Content-Type: text/plain\r\n\r\nv"), TYPE, "a part has no name"),
        (body(b"Content-Disposition: form-data\r\n\r\nv"), TYPE, "a part has no name"),
        (body(b'Content-Disposition: attachment; name="a"\r\n\r\nv'), TYPE, "a part has no name"),
        (body(b'Content-Disposition: form-data; name="a"'), TYPE, "no end of its headers"),
        (body(field(b"a" * 20_000)), TYPE, "no end of its headers"),
        (body(field(b"a")).replace(b"\r\n", b"\n"), TYPE, "boundary is not in the body"),
        (body(*[field(b"a")] * (MAX_PARTS + 1)), TYPE, "more than"),
    ],
)
def test_what_is_no_form(sent: bytes, kind: str, why: str):
    with pytest.raises(MultipartError, match=why):
        parse(sent, kind)


@settings(max_examples=150, deadline=None)
@given(
    sent=st.lists(
        st.sampled_from([b"--xx", b"--", b"\r\n", b"\n", b" ", field(b"a"), b"Content-Disposition: form-data", b"\0"])
    ).map(b"".join)
)
def test_any_bytes_are_parts_or_a_refusal(sent: bytes):
    with contextlib.suppress(MultipartError):
        for part in parse(sent, TYPE):
            assert part.content in sent
