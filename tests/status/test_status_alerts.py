"""Alerts: once for each change, with recovery, quiet on flapping, delivered though a notifier fails."""

from __future__ import annotations

import datetime
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from helpers import mail_server, status_servers
from helpers.mail_server import Inbox
from helpers.status_documents import NOW
from mistral_playbooks.status import StatusError, recorder, services
from mistral_playbooks.status.alerts import notifiers
from mistral_playbooks.status.alerts.notifiers import Notifier, NotifyError
from mistral_playbooks.status.history import History
from mistral_playbooks.status.model import UP, Alert, Incident, Probe, Reading, Report, Update, down, unknown

# Apprise imports a module that Python is about to drop, where it is still there.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

MINUTES = datetime.timedelta(minutes=1)
NO = down("outage", "The API answered with HTTP 503.")


class Watcher:
    """A recorder whose sources say what a test wants, and a notifier that may fail."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = NOW
        self.sent: list[Alert] = []
        self.fail = 0
        self.tries = 0
        self.told: list[str] = []

    def send(self, alert: Alert) -> None:
        self.tries += 1
        if self.fail:
            self.fail -= 1
            raise NotifyError("it is full")
        self.sent.append(alert)

    def poll(
        self,
        probe: Reading = UP,
        official: Reading = UP,
        incidents: tuple[Incident, ...] = (),
        minutes: int = 5,
        to: tuple[str, ...] = ("one",),
        complete: bool = True,
    ) -> list[str]:
        """Polls some minutes later. Returns the titles of what was sent."""
        self.now += minutes * MINUTES
        report = Report(official, {}, None if official.state == "unknown" else incidents, complete)
        seen = recorder.Seen(self.now, Probe(probe, 401, 200), report, {})
        self.sent = []
        all_ = {name: Notifier(name, f"test://{name}", self.send) for name in to}
        waits = (0.0, 0.0, 0.0)
        recorder.poll(History(self.folder), services.load(), None, all_, self.told.append, lambda _: seen, waits)
        return [one.title for one in self.sent]


@pytest.fixture
def watcher(tmp_path: Path) -> Watcher:
    return Watcher(tmp_path / "history")


def incident(name: str = "abc", ended: datetime.datetime | None = None, title: str = "OCR API is down") -> Incident:
    return Incident(name, title, "major", "identified", NOW, ended, "https://status.mistral.ai/incidents/abc", (), ())


BEGAN, ENDED = "Mistral API: Requests to the Mistral API fail", "Resolved: Requests to the Mistral API fail"


def test_one_alert_as_it_goes_down_and_one_as_it_comes_back(watcher: Watcher) -> None:
    sent = [watcher.poll(one) for one in (UP, UP, NO, NO, NO, NO, UP, UP, UP)]
    assert sent == [[], [], [], [BEGAN], [], [], [], [ENDED], []]


def test_a_single_failure_is_no_news(watcher: Watcher) -> None:
    assert [watcher.poll(one) for one in (UP, NO, UP, UP, NO, UP)] == [[]] * 6


def test_what_is_down_at_the_start_is_news(watcher: Watcher) -> None:
    assert [watcher.poll(NO), watcher.poll(NO)] == [[], [BEGAN]]


def test_another_reason_or_level_is_no_second_alert(watcher: Watcher) -> None:
    slow = down("degraded", "Slow.")
    other = down("outage", "The API answered with HTTP 502.")
    assert [watcher.poll(one) for one in (NO, NO, other, slow, NO)] == [[], [BEGAN], [], [], []]


def test_unknown_ends_nothing_and_begins_nothing(watcher: Watcher) -> None:
    nobody = unknown("Nobody knows.")
    assert [watcher.poll(one) for one in (nobody, nobody, NO, NO, nobody, nobody, nobody, UP, UP)] == [
        *[[]] * 3,
        [BEGAN],
        *[[]] * 4,
        [ENDED],
    ]


def test_an_incident_is_told_at_once_and_only_as_the_incident(watcher: Watcher) -> None:
    one, word = incident(), down("outage", "An incident.")
    sent = [watcher.poll(official=word, incidents=(one,)) for _ in range(4)]
    assert sent == [["Mistral API: OCR API is down"], [], [], []]
    sent = [watcher.poll(incidents=(incident(ended=watcher.now),)) for _ in range(4)]
    assert sent == [["Resolved: OCR API is down"], [], [], []]


def test_the_official_word_without_an_incident_is_told(watcher: Watcher) -> None:
    word = down("degraded", "The status page says “degraded”.")
    sent = [watcher.poll(official=one) for one in (UP, word, word, word, UP, UP)]
    assert [len(one) for one in sent] == [0, 0, 1, 0, 0, 1]
    (alert,) = watcher.sent
    assert "status page" in alert.title


def test_an_update_is_no_alert_and_an_old_incident_none_either(watcher: Watcher) -> None:
    old = incident("old", ended=NOW)
    assert watcher.poll(incidents=(old,)) == []
    for number in range(3):
        told = Incident(
            "abc", "OCR API is down", None, "identified", NOW, updates=(Update(NOW + number * MINUTES, "x", "y"),)
        )
        assert len(watcher.poll(incidents=(old, told))) == (number == 0)


@pytest.mark.parametrize("length", [2, 3])
def test_flapping_is_told_three_times_and_then_only_when_it_is_over(watcher: Watcher, length: int) -> None:
    sent = [watcher.poll(UP if number // length % 2 else NO) for number in range(60)]
    assert [one for one in sent if one] == [[BEGAN], [ENDED], [BEGAN]]
    quiet = [watcher.poll(UP) for _ in range(20)]
    assert [one for one in quiet if one] == [[ENDED]]


def test_a_second_outage_of_a_day_is_told_like_the_first(watcher: Watcher) -> None:
    for _ in range(3):
        assert [watcher.poll(one) for one in (NO, NO, UP, UP)] == [[], [BEGAN], [], [ENDED]]
        watcher.poll(UP, minutes=59)


def _texts(watcher: Watcher, readings: list[Reading]) -> list[str]:
    texts: list[str] = []
    for one in readings:
        watcher.poll(one)
        texts += [alert.text for alert in watcher.sent]
    return texts


def test_the_alert_that_is_one_too_many_says_so(watcher: Watcher) -> None:
    texts = _texts(watcher, [NO, NO, UP, UP, NO, NO, UP, UP])
    assert ["several times within an hour" in text for text in texts] == [False, False, True]


def test_a_flapping_incident_is_told_four_times_at_most(watcher: Watcher) -> None:
    sent = [watcher.poll(incidents=(incident(ended=None if n % 2 else watcher.now),)) for n in range(12)]
    assert sum(map(len, sent)) == 4


def test_a_notifier_that_fails_is_tried_again_and_then_with_the_next_poll(watcher: Watcher) -> None:
    watcher.poll(NO)
    watcher.fail = 2
    assert watcher.poll(NO) == [BEGAN]  # the third try
    watcher.poll(UP)
    watcher.fail = 3
    assert watcher.poll(UP) == []
    assert "was not sent: it is full. The next poll tries again." in watcher.told[-1]
    assert watcher.poll(UP) == [ENDED]
    assert watcher.poll(UP) == []


def test_another_notifier_gets_its_alert_though_the_first_one_fails(tmp_path: Path) -> None:
    watcher = Watcher(tmp_path)
    watcher.poll(NO, to=("one", "two"))
    watcher.fail = 3
    assert watcher.poll(NO, to=("one", "two")) == [BEGAN]
    assert watcher.poll(NO, to=("one", "two")) == [BEGAN]
    assert watcher.poll(NO, to=("one", "two")) == []


def test_an_alert_is_given_up_after_a_day(watcher: Watcher) -> None:
    watcher.poll(NO)
    watcher.fail = 10**6
    watcher.poll(NO)
    watcher.poll(NO, minutes=25 * 60)
    assert "It is given up." in watcher.told[-1]
    watcher.fail = 0
    assert watcher.poll(NO) == []
    assert not History(watcher.folder).load().alerts


def test_an_address_that_is_added_later_gets_no_old_alerts_and_one_that_is_removed_no_more(watcher: Watcher) -> None:
    watcher.poll(NO)
    assert watcher.poll(NO, to=("one",)) == [BEGAN]
    assert watcher.poll(NO, to=("one", "two")) == []
    watcher.poll(UP)
    assert watcher.poll(UP, to=("two",)) == [ENDED]


# --- e-mail ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with mail_server.running() as found:
        yield found


def address(inbox: Inbox, login: str = "") -> str:
    return f"mailto://{login}127.0.0.1:{inbox.port}?from=status@example.com&to=me@example.com,you@example.com"


ALERT = Alert("probe-20261129T011000-began", NOW, "Mistral API: “down”", "Zeile 1\n\nÜber <b>&amp;", ("x",))


def test_a_mail_arrives_as_it_was_meant(inbox: Inbox) -> None:
    notifier = notifiers.of(address(inbox))
    notifier.send(ALERT)
    (mail,) = inbox.messages
    assert mail["Subject"] == ALERT.title
    assert mail["From"] == "Mistral API status <status@example.com>"
    assert mail["To"] == "me@example.com, you@example.com"
    assert mail["Message-ID"] == f"<probe-20261129T011000-began.{notifier.id}@example.com>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content().replace("\r\n", "\n").rstrip("\n") == ALERT.text


def test_a_repetition_has_the_same_message_id_and_another_alert_another(inbox: Inbox) -> None:
    for one in (ALERT, ALERT, Alert("probe-20261129T011000-ended", NOW, "t", "t", ())):
        notifiers.of(address(inbox)).send(one)
    ids = [mail["Message-ID"] for mail in inbox.messages]
    assert ids[0] == ids[1] != ids[2]


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
def test_a_login_is_used_and_its_password_never_told() -> None:
    with mail_server.running(password="s3cret/@") as inbox:
        notifiers.of(address(inbox, "me:s3cret%2F%40@")).send(ALERT)
        assert len(inbox.messages) == 1
        wrong = notifiers.of(address(inbox, "me:wr0ng@"))
        with pytest.raises(NotifyError, match="refused the user name or the password") as error:
            wrong.send(ALERT)
        assert "wr0ng" not in str(error.value) + wrong.name + wrong.id


def test_a_mail_server_that_fails_or_is_not_there_is_told(inbox: Inbox) -> None:
    inbox.refuse = 1
    with pytest.raises(NotifyError, match="refused it with code 451"):
        notifiers.of(address(inbox)).send(ALERT)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(NotifyError, match="refused"):
        notifiers.of(f"mailto://127.0.0.1:{port}?from=a@example.com").send(ALERT)
    with pytest.raises(NotifyError, match="STARTTLS"):
        notifiers.of(address(inbox).replace("mailto:", "mailtos:")).send(ALERT)


def test_a_real_outage_ends_in_two_mails_to_everybody(inbox: Inbox, tmp_path: Path) -> None:
    watcher = Watcher(tmp_path)
    mail = notifiers.of(address(inbox))
    inbox.refuse = 1
    for one in (NO, NO, UP, UP):
        watcher.now += 5 * MINUTES
        seen = recorder.Seen(watcher.now, Probe(one, 503, 200), Report(UP, {}, ()), {})
        recorder.poll(
            History(tmp_path), services.load(), None, {mail.id: mail}, print, lambda _, seen=seen: seen, (0, 0)
        )
    assert [message["Subject"] for message in inbox.messages] == [BEGAN, ENDED]
    assert "The API answered with HTTP 503." in inbox.messages[0].get_content()
    assert "after 10 min" in inbox.messages[1].get_content()
    assert "s3cret" not in (tmp_path / "history.jsonl").read_text()


@pytest.mark.parametrize(
    ("url", "host", "port", "mode", "user", "sender", "to"),
    [
        ("mailto://me:pw@example.com", "example.com", 25, "insecure", "me", "me@example.com", ("me@example.com",)),
        ("mailtos://me:pw@example.com", "example.com", 587, "starttls", "me", "me@example.com", ("me@example.com",)),
        (
            "mailtos://me%40a.org:pw@smtp.b.org:465?mode=ssl&to=x@c.org",
            "smtp.b.org",
            465,
            "ssl",
            "me@a.org",
            "me@a.org",
            ("x@c.org",),
        ),
        (
            "mailtos://me:pw@a.org?smtp=mail.b.org&from=s@a.org",
            "mail.b.org",
            587,
            "starttls",
            "me",
            "s@a.org",
            ("s@a.org",),
        ),
    ],
)
def test_the_addresses_of_mail_are_those_of_apprise(
    url: str, host: str, port: int, mode: str, user: str, sender: str, to: tuple[str, ...]
) -> None:
    found: Any = notifiers._mailbox(url)
    assert (found.host, found.port, found.mode, found.user, found.sender, found.to) == (
        host,
        port,
        mode,
        user,
        sender,
        to,
    )


@pytest.mark.parametrize(
    "url",
    [
        "mailto://example.com",
        "mailtos://:@",
        "mailto://a@b.org?to=not-an-address",
        "mailto://a@b.org?to=x%0d%0aBcc:y@z.org",
        "mailto://a@b.org?mode=magic",
        "mailto://a:s3cret%C3%A9@b.org",
        "mailto://h:notaport",
        "mailto://[",
        "nonsense",
        "nosuch://s3cret@host",
        "",
    ],
)
def test_an_address_that_cannot_work_is_refused_without_its_secrets(url: str) -> None:
    with pytest.raises(StatusError) as error:
        notifiers.of(url)
    assert "s3cret" not in str(error.value)


# --- Apprise ---------------------------------------------------------------------------------------------------------


def test_everything_else_goes_through_apprise() -> None:
    with status_servers.running() as server:
        url = server.serve("/hook", status_servers.answer(b"{}")).replace("http://", "json://")
        notifiers.of(url).send(ALERT)
        sent = json.loads(server.bodies[0])
        assert (sent["title"], sent["message"]) == (ALERT.title, ALERT.text)
        server.serve("/hook", status_servers.answer(b"", "500 No"))
        with pytest.raises(NotifyError, match="Apprise could not send it"):
            notifiers.of(url).send(ALERT)


def test_without_apprise_mail_works_and_the_rest_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "apprise", None)
    notifiers.of("mailtos://me:pw@example.com")
    with pytest.raises(StatusError, match=r"mistral-playbooks\[alerts\]"):
        notifiers.of("json://example.com")
