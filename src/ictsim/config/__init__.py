"""From TOML files to a validated case, or to a list of everything that is wrong with them."""

from ictsim.config.loading import LoadedCase, load_case

__all__ = ["LoadedCase", "load_case"]
