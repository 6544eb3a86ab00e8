"""The forms of status feeds, one module each, and how a service's feed becomes a report.

A module has `parse(documents, page, decides)`: the bytes of each file by its name, the address of the page, the names
of what counts. It returns a Report, or raises FeedError if a file is not of its form.
"""

from __future__ import annotations

from .. import fetch
from ..model import Report, unknown
from ..services import Service
from . import betterstack, google_cloud, rootly, rss, statuspage
from .shapes import FeedError

FORMS = {
    "rootly": rootly.parse,
    "statuspage": statuspage.parse,
    "betterstack": betterstack.parse,
    "google-cloud": google_cloud.parse,
    "rss": rss.parse,
}


def read(service: Service, get: fetch.Get) -> Report:
    """Returns what a service's page says. Whatever goes wrong or is unexpected makes it unknown, with the reason."""
    if service.form not in FORMS:
        return Report(unknown("No feed of this page is known to the recorder."))
    documents: dict[str, bytes] = {}
    fault = ""
    for name, url in service.files.items():
        try:
            documents[name] = _body(get(url))
        except (fetch.NoAnswerError, FeedError) as error:
            fault = fault or str(error)
    if not documents or (len(documents) < len(service.files) and service.form != "rootly"):
        return Report(unknown(f"The status page cannot be read. {fault}"))
    try:
        return FORMS[service.form](documents, service.page, service.decides)
    except FeedError as error:
        return Report(unknown(f"The status page cannot be read. {fault or error}"))


def _body(answer: fetch.Answer) -> bytes:
    if answer.challenge:
        raise FeedError(f"It asks for a browser (HTTP {answer.status}, cf-mitigated: {answer.challenge[:40]}).")
    if answer.status != 200:
        raise FeedError(f"It answered with HTTP {answer.status}.")
    return answer.body
