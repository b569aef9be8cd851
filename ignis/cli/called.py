"""How this command was called: a hint must name a command that works where it is read."""

import os
import shutil
import sys
from pathlib import Path
from typing import Final

_NAME: Final = "ignis"


def as_called(text: str) -> str:
    """`text` with its commands as they are called here, such as `.venv/bin/ignis up` for `ignis up`."""
    return text.replace(f"`{_NAME} ", f"`{command(sys.argv[0], os.environ.get('PATH'), Path.cwd())} ")


def command(script: str, search_path: str | None, folder: Path) -> str:
    """What to type in `folder` for the `ignis` that runs as `script`, `sys.argv[0]`; `search_path` is `$PATH`.

    Example:
        >>> command("/srv/ignis/.venv/bin/ignis", "/usr/bin", Path("/srv/ignis"))
        '.venv/bin/ignis'
    """
    file = Path(script)
    if file.name != _NAME or file.parent == Path():
        return _NAME
    found = shutil.which(_NAME, path=search_path)
    if found is not None and Path(found).absolute() == (folder / file).absolute():
        return _NAME
    return str(file.relative_to(folder)) if file.is_relative_to(folder) else script
