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
INVERSE = 6  # w = 1 / a
FLOOR = 7  # w = a rounded down
LOAD = 8  # w = k0

# Choices.
FIRST_CHOICE = 10
MIN = 10  # w = min(a, b)
MAX = 11  # w = max(a, b)
MIN_NUMBER = 12  # w = min(a, k0)
MAX_NUMBER = 13  # w = max(a, k0)
PAYBACK = 14  # w = k0 where b < 0, max(a, k1) where b > 0, else a
POSITIVE = 15  # w = 1 where a > 0, else 0
REACHED = 16  # w = 1 where a >= 0, else 0
PICK = 17  # w = k0 where a > b, else c

# Sampling.
FIRST_SAMPLING = 20
UNIFORM = 20  # w = the stream's uniforms; a, b are its counter words
TABLE = 21  # w = quantile of row a by the one piece b
PIECES = 22  # w = quantile of row a by the c pieces from b on

# Keeping. w is a slot or column.
FIRST_KEEPING = 30
COUNT = 30  # counts[w] += number of a > 0
MOMENTS = 31  # moments[w] += sum of (a - k0), sum of (a - k0)^2
HISTOGRAM = 32  # histogram w of a: k0 the lowest edge, k1 bins per unit
ATOMS = 33  # the same, where exact repeats are counted apart
TALLY = 34  # tallies[w, a] += 1
STORE = 35  # store[w, run] = a
