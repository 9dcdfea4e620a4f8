"""Compiled code: the streams, the tables and the tile machine. NumPy and numba only.

Nothing is imported here: ``ictsim --help`` must not load numba.
"""
