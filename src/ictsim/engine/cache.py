"""Where compiled kernels are kept between processes: the one policy for it.

Numba notices edits in the file of the cached function only, so the folder's name carries a
hash of all kernel sources and versions. The cache is executed when read: it lies in the
user's own cache folder and is used only if nobody else can write there.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import platform
import shutil
import stat
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import platformdirs

import ictsim.kernels


def prepare_kernel_cache() -> str | None:
    """Point numba to the cache folder, before it is imported.

    Returns
    -------
    str or None
        A warning where the folder cannot be used: the kernel is then compiled anew.
    """
    _use_whole_vectors()
    fingerprint = _fingerprint()
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    root = Path(chosen or Path(platformdirs.user_cache_dir("ictsim")) / "kernels")
    folder = root if root.name == fingerprint else root / fingerprint
    warning = None
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        _refuse_if_open_to_others(folder)
    except OSError as problem:
        folder = Path(tempfile.mkdtemp(prefix="ictsim-kernels-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        warning = f"compiled kernels cannot be kept ({problem}); compiling takes some seconds"
    os.environ["NUMBA_CACHE_DIR"] = str(folder)
    if "numba" in sys.modules:  # it has read its environment already
        from numba.core import config

        setattr(config, "CACHE_DIR", str(folder))  # noqa: B010 (numba declares none of them)
    return warning


def kernels_are_compiled() -> bool:
    """Whether the cache holds the kernel for this version; else compiling it takes seconds."""
    return any(Path(os.environ.get("NUMBA_CACHE_DIR", "")).rglob("machine.run_block*.nbi"))


def _use_whole_vectors() -> None:
    """Let processors with 512-bit vectors use them: a sixth quicker, the same bits.

    LLVM takes half of them by default, for programs that use them now and then and would wait
    for the clock to change. The kernel does nothing else (measured on a Xeon of 2.1 GHz: 245
    against 290 ns a run).
    """
    if "numba" in sys.modules or "NUMBA_CPU_FEATURES" in os.environ:
        return
    import llvmlite.binding as llvm

    features = llvm.get_host_cpu_features()
    if features.get("avx512f"):
        os.environ["NUMBA_CPU_NAME"] = llvm.get_host_cpu_name()
        os.environ["NUMBA_CPU_FEATURES"] = f"{features.flatten()},-prefer-256-bit"


def _refuse_if_open_to_others(folder: Path) -> None:
    state = folder.stat()
    others = stat.S_IWGRP | stat.S_IWOTH
    if os.name == "posix" and (state.st_uid != os.getuid() or state.st_mode & others):
        raise PermissionError(f"{folder} can be written by others")
    if not os.access(folder, os.W_OK):
        raise PermissionError(f"{folder} is not writable")


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for source in sorted(Path(ictsim.kernels.__path__[0]).glob("*.py")):
        digest.update(source.name.encode() + source.read_bytes())
    for package in ("numba", "llvmlite", "numpy"):
        digest.update(version(package).encode())
    digest.update(platform.python_version().encode() + platform.machine().encode())
    return digest.hexdigest()[:16]
