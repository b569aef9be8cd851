"""Small files that are always whole: written beside their place, synced, then renamed over it."""

import glob
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

PRIVATE = 0o600
_UNFINISHED = ".tmp"


def write_atomic(path: Path, data: str, *, mode: int = PRIVATE) -> None:
    """Replaces the content of `path` by `data`.

    A reader, or a crash at any moment, sees the old content or the new content, never a mix. Raises OSError.
    """
    with replacement(path, data, mode=mode):
        pass


@contextmanager
def replacement(path: Path, data: str, *, mode: int = PRIVATE) -> Generator[None]:
    """`write_atomic` with a last check: the block runs when all is written, just before the file is replaced.

    If the block raises, nothing is replaced.

    Example:
        with replacement(path, new_text):
            if signature_of(path) != expected:
                raise EditedMeanwhileError
    """
    # not tempfile, which costs the restart gate more to import than all that it does
    beside = path.with_name(f".{path.name}.{os.urandom(6).hex()}{_UNFINISHED}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(mode)
        yield
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sweep(path: Path) -> None:
    """Removes what writers of `path` left beside it when they were killed. Call it only while nothing writes."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.*{_UNFINISHED}"):
        left.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Makes a rename in `folder` survive a power cut. Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
