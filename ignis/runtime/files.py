"""Small files that are always whole: written beside their place, synced, then renamed over it."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

PRIVATE = 0o600


def write_atomic(path: Path, data: str, *, mode: int = PRIVATE, check: Callable[[], None] | None = None) -> None:
    """Replaces `path` by `data`; a reader, or a crash at any moment, sees the old content or the new, never a mix.

    `check` is called at the last moment before; when it raises, nothing is replaced.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        if check is not None:
            check()
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Makes a rename in `folder` survive a power cut. Windows offers no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
