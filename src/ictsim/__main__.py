"""``python -m ictsim``: the command line without an installed script."""

from ictsim.cli import main

if __name__ == "__main__":
    main()
