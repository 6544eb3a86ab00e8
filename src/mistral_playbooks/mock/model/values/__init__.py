"""The values that the mocked model makes for JSON Schemas."""
