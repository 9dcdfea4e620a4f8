"""The instructions of the tile machine, as plain integers: the kernel reads them as constants.

w is the destination row, a, b, c are rows, k0 and k1 numbers.
"""

from __future__ import annotations

LOAD = 0  # w = k0
UNIFORM = 1  # w = the stream's uniforms; a, b are its counter words
TABLE = 2  # w = quantile of row a by the one piece b
PIECES = 3  # w = quantile of row a by the c pieces from b on
AFFINE = 4  # w = k0 * a + k1
COMBINE = 5  # w = k0 * a + k1 * b
ADD = 6  # w = a + b
SUB = 7  # w = a - b
ADD_SCALED = 8  # w = a + k0 * b
MUL = 9  # w = a * b
INVERSE = 10  # w = 1 / a
MIN = 11
MAX = 12
MIN_NUMBER = 13  # w = min(a, k0)
MAX_NUMBER = 14
FLOOR = 15
POSITIVE = 16  # w = 1 where a > 0, else 0
REACHED = 17  # w = 1 where a >= 0, else 0
PICK = 18  # w = k0 where a > b, else c
PAYBACK = 19  # w = k0 where b < 0, max(a, k1) where b > 0, else a
COUNT = 20  # counts[w] += number of a > 0
MOMENTS = 21  # moments[w] += sum of (a - k0), sum of (a - k0)^2
HISTOGRAM = 22  # histogram w of a: k0 the lowest edge, k1 bins per unit
ATOMS = 23  # the same, where exact repeats are counted apart
TALLY = 24  # tallies[w, a] += 1
STORE = 25  # store[w, run] = a
