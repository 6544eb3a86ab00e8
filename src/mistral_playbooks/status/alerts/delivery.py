"""Delivers the alerts that somebody has not got yet, and notes each one that was taken.

An alert is in the history before it is sent, and the note that it was sent comes after. So none is lost, and one is
repeated only if the recorder is killed between the sending and the note, with the same Message-ID.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Mapping, Sequence

from ..history import History
from ..model import Alert, time_text
from .notifiers import Notifier, NotifyError

TRIES = (0.0, 2.0, 8.0)
"""Seconds to wait before each try of a poll. The next poll tries again."""
GIVEN_UP = datetime.timedelta(days=1)


def deliver(
    history: History,
    notifiers: Mapping[str, Notifier],
    now: datetime.datetime,
    tell: Callable[[str], None],
    waits: Sequence[float] = TRIES,
) -> None:
    """Sends what is waiting. `tell` gets a sentence about each failure."""
    failed: set[str] = set()
    for alert in list(history.state.alerts.values()):
        for one in alert.to:
            notifier = notifiers.get(one)
            old = now - alert.at > GIVEN_UP
            # What has just failed three times is not asked for every further alert.
            if notifier and one not in failed:
                if fault := _send(notifier, alert, waits):
                    failed.add(one)
                    end = "It is given up." if old else "The next poll tries again."
                    tell(f"{notifier.name}: “{alert.title}” was not sent: {fault}. {end}")
                else:
                    history.append({"at": time_text(now), "sent": [[alert.id, one]]})
                    continue
            if old:
                history.append({"at": time_text(now), "dropped": [[alert.id, one]]})


def _send(notifier: Notifier, alert: Alert, waits: Sequence[float]) -> str:
    """Returns why it was not sent; empty if it was."""
    fault = ""
    for wait in waits:
        time.sleep(wait)
        try:
            notifier.send(alert)
            return ""
        except NotifyError as error:
            fault = str(error)
    return fault
