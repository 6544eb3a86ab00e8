"""`verify --newest`: runs the published programs on the newest SDK releases, and lists models about to be retired.

`registries` queries and installs with the machine's pip and npm. `targets` chooses the releases, `trial` runs the
programs in temporary environments, `retirements` finds the models, `due` finds old data, and `report` prints the
results.
"""

from __future__ import annotations

from ..support.errors import UserError


class NewestError(UserError):
    """The newest releases cannot be tried. The message says why, and what to do."""
