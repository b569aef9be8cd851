"""`python -m probes.restarts.supervisord ...`: supervisord itself, made to survive a full disk.

If supervisord 4.3 cannot write a log, it prints the traceback to stderr and continues. If that fails too, it dies, and
every program with it. `ignis up` sends its stderr to the home's log folder, so one full disk makes both fail.
"""

import io
import sys

from supervisor.supervisord import main


class UnfailingStream(io.FileIO):
    """A file that reports every write as done: what could not be written is lost."""

    def write(self, data: "bytes | bytearray | memoryview[int]", /) -> int:  # type: ignore[override]
        try:
            return super().write(data)
        except OSError:
            return len(data)


if __name__ == "__main__":
    sys.stderr = io.TextIOWrapper(UnfailingStream(2, "w", closefd=False), errors="backslashreplace", write_through=True)
    main()
