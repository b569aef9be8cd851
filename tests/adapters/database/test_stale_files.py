"""Drafts that living programs write at this moment are in nobody's way, and nobody is in theirs."""

import subprocess
import sys
from pathlib import Path

from ignis.adapters.database.stale_files import remove_stale_files

_WRITER = """\
import os, sys
drafts = [os.path.join(sys.argv[1], f".endpoints.json.{number}") for number in range(50)]
print(flush=True)
while True:
    for draft in drafts:
        open(draft, "w").close()
    for draft in drafts:
        os.unlink(draft)
"""


def test_a_draft_that_vanishes_meanwhile_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    command = [sys.executable, "-S", "-c", _WRITER, str(tmp_path / "run")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        try:
            assert writer.stdout is not None
            writer.stdout.readline()
            for _ in range(1000):
                assert remove_stale_files(tmp_path, before=0) == (0, 0)
        finally:
            writer.kill()
