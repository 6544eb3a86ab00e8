"""The playbooks' records: `catalog.load()` gives those of this installation."""

from .content.catalog import Catalog, CatalogError, Cause, Evidence, Playbook, load, read

__all__ = ["Catalog", "CatalogError", "Cause", "Evidence", "Playbook", "load", "read"]
