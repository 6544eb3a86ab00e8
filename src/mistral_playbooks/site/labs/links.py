"""Where the links of a lab's source lead: from its page, and from its download."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from urllib.parse import urljoin

from mkdocs.structure.files import File, Files

from ...content.catalog import Catalog
from ..addresses.keys import classes
from .run import LabError


@dataclass(frozen=True)
class Links:
    """The links of all labs. Each method raises LabError if a link leads nowhere."""

    files: Files
    catalog: Catalog
    site_url: str | None

    def from_page(self, link: str, lab: File) -> str:
        """Returns a link of a lab's source as a link from its page."""
        return "../" * lab.url.count("/") + self._target(link, lab)

    def full(self, link: str, lab: File) -> str | None:
        """Returns a link of a lab's source as a full address; None if the site has no `site_url`."""
        target = self._target(link, lab)
        return urljoin(self.site_url, target) if self.site_url else None

    def _target(self, link: str, lab: File) -> str:
        """Returns the address of a link, from the site's root. A class may still lack its playbook."""
        path, mark, anchor = link.partition("#")
        source = posixpath.normpath(posixpath.join(posixpath.dirname(lab.src_uri), path))
        if (found := self.files.get_file_from_path(source)) is not None:
            return found.url + mark + anchor
        slug = source.removeprefix("playbooks/").removesuffix(".md")
        if slug in (known := classes(self.catalog)):
            return known[slug].url
        raise LabError(f"docs/{lab.src_uri}: {path} does not exist. Correct the link.")
