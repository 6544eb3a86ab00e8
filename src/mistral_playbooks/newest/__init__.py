"""`verify --newest`: the published programs on the newest releases of their SDKs, and the models about to be retired.

`registries` asks pip and npm, as the machine has them, and installs what may be installed; `trial` runs the programs in
throw-away environments; `report` says what broke; `options` is the command.
"""

from __future__ import annotations

from ..support.errors import UserError


class WatchError(UserError):
    """The newest releases cannot be watched. The text says why and what to do."""
