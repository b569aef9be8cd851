import mmap
import os
from pathlib import Path

from probes.resident import resident

_SIZE = 64 * 1024 * 1024


def test_what_a_process_holds_is_asked_of_the_system() -> None:
    assert (resident("bot", os.getpid()) or 0) > 1024 * 1024
    assert resident("bot", 2**22 + 1) is None


def test_of_a_companion_what_it_maps_from_files_is_not_counted(tmp_path: Path) -> None:
    file = tmp_path / "chunks"
    file.write_bytes(b"x" * _SIZE)
    ours, theirs = resident("bot", os.getpid()), resident("prometheus", os.getpid())
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, prot=mmap.PROT_READ) as mapped:
        assert sum(mapped[:: mmap.PAGESIZE]) > 0  # every page of it is in RAM now
        assert (resident("bot", os.getpid()) or 0) - (ours or 0) > _SIZE / 2
        assert (resident("prometheus", os.getpid()) or 0) - (theirs or 0) < _SIZE / 2
