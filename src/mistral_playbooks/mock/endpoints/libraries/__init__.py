"""/v1/libraries: collections of documents in which agents search."""
