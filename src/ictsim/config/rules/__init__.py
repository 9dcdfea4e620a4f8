"""What must hold beyond the records themselves, and what looks like a slip."""
