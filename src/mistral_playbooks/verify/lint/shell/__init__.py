"""The same checks for programs of a shell and curl."""
