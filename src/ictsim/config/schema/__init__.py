"""The JSON Schema of a config, from the same definitions that check it."""
