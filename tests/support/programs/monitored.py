"""A real process of the small monitor, in a folder of its own."""

import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from ignis.runtime.config.settings import project_root
from tests.support.waiting import wait_until


@contextmanager
def monitored(programs: Mapping[str, str]) -> "Generator[tuple[Path, subprocess.Popen[bytes]]]":
    """Runs the monitor over `programs` (name to command); yields its `run` folder and its process."""
    with TemporaryDirectory(prefix="ignis-") as folder:
        run = Path(folder)
        command = [sys.executable, "-m", "tests.support.programs.monitor", folder]
        with subprocess.Popen([*command, *(f"{k}={v}" for k, v in programs.items())], cwd=project_root()) as process:
            try:
                wait_until((run / "programs.json").exists, "the monitor answers")
                yield run, process
            finally:
                process.terminate()
                process.wait(20)
