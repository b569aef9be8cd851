"""`python -m probes.restarts.supervisord ...`: supervisord itself, which a full disk does not end.

When supervisord 4.3 cannot write a log, it prints the traceback to stderr and goes on; when that fails, too, it dies,
and every program with it. `ignis up` points its stderr into the home's log folder: one full disk makes both fail.
"""

import io
import sys

from supervisor.supervisord import main


class UnfailingStream(io.FileIO):
    """A file whose writer is not told that there was no room: what could not be written is lost."""

    def write(self, data: "bytes | bytearray | memoryview[int]", /) -> int:  # type: ignore[override]
        try:
            return super().write(data)
        except OSError:
            return len(data)


if __name__ == "__main__":
    sys.stderr = io.TextIOWrapper(UnfailingStream(2, "w", closefd=False), errors="backslashreplace", write_through=True)
    main()
