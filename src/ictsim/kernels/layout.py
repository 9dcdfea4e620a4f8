"""Sizes that the compiled code and what feeds it must agree on."""

from __future__ import annotations

# Runs worked on together: a row is a KiB, the fifty rows in use at a time fit a 48 KiB L1
# cache. Measured on 3_0.toml: 395 ns a run at 64, 325 at 128, the same at 192 and 256.
TILE = 128

# Runs per block: the unit of work, of progress and of interruption. A multiple of TILE.
BLOCK = 65_536

# A quantile table covers each half of its piece, 2**-36 < q <= 1/2, in octaves of equal
# segments, found from the bits of q: the tails are as fine, relatively, as the middle. Each holds
# a parabola: F is then off by 7e-7 at most for the usual laws (a cubic: 1e-7, but a quarter of
# the time of a look-up is fetching coefficients), a twentieth of a sampling error at 10^9 runs.
OCTAVES = 35
SEGMENTS_PER_OCTAVE = 16
SEGMENTS_PER_SIDE = OCTAVES * SEGMENTS_PER_OCTAVE + 1  # the last one holds q = 1/2 alone
SMALLEST_Q = 2.0**-36

# The standard normal distribution function: cubics of a 64th over 0 ... 8, and mirrored. Off by
# 3e-7 of the smaller tail at most.
NORMAL_STEPS = 64
NORMAL_END = 8

# An amount this small is nothing: savings that cancel but for rounding are a tie, not a gain.
TIE_EUR = 1e-6

# A value this close to an atom is that atom, in widths of a bin: the last digit of a sum depends
# on what else is kept of its terms.
ATOM_WITHIN = 1e-6
