"""A first config for a case of one's own."""
