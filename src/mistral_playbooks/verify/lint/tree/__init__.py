"""A program's tree, in Python's nodes for either language."""
