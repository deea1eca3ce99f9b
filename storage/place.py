"""Whether a path can hold a store at all, and whether SQLite's locks can be trusted there.

Knows files, directories and mounts. Must not open a database, not even to look at how it begins:
when a process closes a file, all locks that it holds on it are gone, also those of a connection
that it has open elsewhere, and another process may then change what that one relies on.
"""

from __future__ import annotations

import os
from pathlib import Path

from storage.errors import StoreError

_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "fuse.sshfs", "ncpfs", "davfs"}
)


def require_place(path: Path, *, read_only: bool) -> None:
    """Refuse a path at which no store is, or can be made.

    Raises:
        StoreError: with what is wrong and what to do.
    """
    if path.is_dir():
        raise StoreError(f"{path} is a directory; give the path of a file with --db")
    if not path.exists():
        if read_only:
            raise StoreError(f"there is no store at {path}; `newsvane crawl` makes one")
        if not path.parent.is_dir():
            raise StoreError(f"{path.parent} does not exist; make that directory for {path.name}")
    elif not os.access(path, os.R_OK):
        raise StoreError(f"{path} cannot be read; check who owns it and its permissions")
    elif not read_only and not os.access(path, os.W_OK):
        raise StoreError(f"{path} is read-only; make it writable, or give another path with --db")
    if not read_only and not os.access(path.parent, os.W_OK):
        raise StoreError(
            f"{path.parent} is read-only and {path.name} needs files beside it; "
            "make it writable, or give another path with --db"
        )
    if path.exists() and not path.is_file():
        raise StoreError(f"{path} is no file; give another path with --db")


def weak_place(path: Path, mounts: Path = Path("/proc/self/mounts")) -> str | None:
    """Return the kind of network file system that ``path`` lies on, if it does.

    ``mounts`` is the kernel's table; where there is none (not Linux) the answer is None.
    """
    try:
        lines = mounts.read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    target = path.absolute().resolve()
    best, kind = -1, ""
    for line in lines:
        fields = line.split()
        if len(fields) < 3:
            continue
        point = Path(fields[1].replace("\\040", " "))
        if target.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), fields[2]
    return kind if kind in _NETWORK else None
