"""The instructions of the tile machine, as plain integers: the kernel reads them as constants.

w is the destination row, a, b, c are rows, k0 and k1 numbers.
"""

from __future__ import annotations

# Arithmetic, the most frequent first.
ADD_SCALED = 0  # w = a + k0 * b
MUL = 1  # w = a * b
ADD = 2  # w = a + b
SUB = 3  # w = a - b
AFFINE = 4  # w = k0 * a + k1
COMBINE = 5  # w = k0 * a + k1 * b
MUL_ADD = 6  # w = c + k0 * a * b
MUL_AFFINE = 7  # w = k0 * a * b + k1
ADD_TWO = 8  # w = c + k0 * a + k1 * b
INVERSE = 9  # w = 1 / a
FLOOR = 10  # w = a rounded down
LOAD = 11  # w = k0

# Choices.
MIN = 12  # w = min(a, b)
MAX = 13  # w = max(a, b)
MIN_NUMBER = 14  # w = min(a, k0)
MAX_NUMBER = 15  # w = max(a, k0)
PAYBACK = 16  # w = k0 where b < 0, max(a, k1) where b > 0, else a
PAYBACK_COUNT = 17  # the same, and counts[c] += number of b > 0
POSITIVE = 18  # w = 1 where a > 0, else 0
REACHED = 19  # w = 1 where a >= 0, else 0
PICK = 20  # w = k0 where a > b, else c

# Sampling.
UNIFORM = 21  # w = the stream's uniforms; a, b are its counter words
DRAW = 22  # UNIFORM, then TABLE by piece c
TABLE = 23  # w = quantile of row a by the one piece b
PIECES = 24  # w = quantile of row a by the c pieces from b on

# Keeping. w is a slot or column.
COUNT = 25  # counts[w] += number of a > 0
MOMENTS = 26  # moments[w] += sum of (a - k0), sum of (a - k0)^2
HISTOGRAM = 27  # histogram w of a: k0 the lowest edge, k1 bins per unit
ATOMS = 28  # the same, where exact repeats are counted apart
TALLY = 29  # tallies[w, a] += 1
STORE = 30  # store[w, run] = a
