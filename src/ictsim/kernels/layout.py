"""Sizes that the compiled code and what feeds it must agree on."""

from __future__ import annotations

# Runs worked on together. 64 doubles are 512 bytes: a hundred live rows stay in a 48 KiB L1
# cache. Measured on one core, 0.09 ns per operation and run at 64, 0.20 at 128, 0.27 at 256.
TILE = 128

# Runs per block: the unit of work, of progress and of interruption.
BLOCK = 65_536

# A quantile table covers each half of its piece, 2**-36 < q <= 1/2, in octaves of equal
# segments, found from the bits of q: the tails are as fine, relatively, as the middle.
OCTAVES = 35
SEGMENTS_PER_OCTAVE = 8
SEGMENTS_PER_SIDE = OCTAVES * SEGMENTS_PER_OCTAVE + 1  # the last one holds q = 1/2 alone
SMALLEST_Q = 2.0**-36
