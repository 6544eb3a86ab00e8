"""The services whose status pages are read, from `services.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import StatusError

DATA = Path(__file__).with_name("services.toml")
PROBE = "https://api.mistral.ai/v1/models"
"""What the probe asks for, without a key."""


@dataclass(frozen=True)
class Service:
    """A service with a status page. `services.toml` says what each key means."""

    id: str
    name: str
    page: str
    why: str
    source: str
    form: str | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    decides: tuple[str, ...] = ()


@dataclass(frozen=True)
class Watched:
    """All that a recorder reads: the service itself, what its probe asks for, and the related services."""

    main: Service
    probe: str
    related: tuple[Service, ...]


def load(file: Path = DATA) -> Watched:
    """Returns the services of a file. Its key `probe` names another address for the probe. Raises StatusError."""
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        main, *related = (_service(entry) for entry in data["service"])
        return Watched(main, str(data.get("probe", PROBE)), tuple(related))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StatusError(f"{file} cannot be read: {error}. Compare it with {DATA}.") from None
    except (KeyError, TypeError, ValueError) as error:
        raise StatusError(f"{file} is not a list of services ({error}). Compare it with {DATA}.") from None


def _service(entry: dict[str, Any]) -> Service:
    return Service(**{**entry, "decides": tuple(entry.get("decides", ()))})
