"""Which random numbers belong to an input: its name (and year) alone decides.

Draw i of a stream is word ``i mod 4`` of Philox4x32-10 with the seed as key and, as counter,
``i div 4`` (two words) and a 64-bit hash of the name and year (two words). So an input added
to a case, another thread or another block leaves every other draw as it was.
"""

from __future__ import annotations

import hashlib


def stream_of(name: str, year: int | None = None) -> tuple[int, int]:
    """The two 32-bit counter words of an input's stream: low, high."""
    text = name if year is None else f"{name}\0{year}"
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    number = int.from_bytes(digest, "little")
    return number & 0xFFFFFFFF, number >> 32
