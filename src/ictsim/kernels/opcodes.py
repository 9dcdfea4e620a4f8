"""The instructions of the tile machine, as plain integers: the kernel reads them as constants.

w is the destination row, a, b, c, d are rows, k0 and k1 numbers.
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
MUL_MUL_ADD = 7  # w = c + k0 * a * b * d
MUL_AFFINE = 8  # w = k0 * a * b + k1
ADD_TWO = 9  # w = c + k0 * a + k1 * b
INVERSE = 10  # w = 1 / a
FLOOR = 11  # w = a rounded down
LOAD = 12  # w = k0

# Choices.
MIN = 13  # w = min(a, b)
MAX = 14  # w = max(a, b)
MIN_NUMBER = 15  # w = min(a, k0)
MIN_AFFINE = 16  # w = min(k0 * a + k1, b)
MAX_NUMBER = 17  # w = max(a, k0)
UNDER = 18  # w = k0 where b < 0, else a
UNDER_COUNT = 19  # the same, and counts[c] += number of b > 0
PAYBACK = 20  # w = k0 where b < 0, max(a, k1) where b > 0, else a
PAYBACK_COUNT = 21  # the same, and counts[c] += number of b > 0
POSITIVE = 22  # w = 1 where a > 0, else 0
REACHED = 23  # w = 1 where a >= 0, else 0
PICK = 24  # w = k0 where a > b, else c

# Sampling.
UNIFORM = 25  # w = the stream's uniforms; a, b are its counter words
DRAW = 26  # w = quantile of the stream's uniforms by the one piece c
PIECES = 27  # w = quantile of row a by the c pieces from b on

# Keeping. w is a slot or column.
COUNT = 28  # counts[w] += number of a > 0
MOMENTS = 29  # moments[w] += sum of (a - k0), sum of (a - k0)^2
HISTOGRAM = 30  # histogram w of a: k0 the lowest edge, k1 bins per unit
ATOMS = 31  # the same, where exact repeats are counted apart
TALLY = 32  # tallies[w, a] += 1
STORE = 33  # store[w, run] = a

# Dependent inputs: last, so that the numbers above stay as they are.
NORMAL_CDF = 34  # w = probability of a standard normal up to a
