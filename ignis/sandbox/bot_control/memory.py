"""What the bot has stored in the sandbox's home, and how it is forgotten."""

import shutil
from pathlib import Path

from ignis.runtime.base.home import Home


def forget(home: Home, role_map: str) -> bool:
    """Removes what the bot knows of members, its copy of the role map, its circuits and its budget of restarts.

    Call it only while the bot does not run. Returns False, and removes nothing, if the home was not only ever a
    sandbox's: there the data may be of worth. `role_map` is the file's name. Raises OSError.
    """
    if not home.sandbox_mark.exists():
        return False
    database = home.ignis_db
    files = [database, database.with_name(f"{database.name}-wal"), database.with_name(f"{database.name}-shm")]
    files += [home.root / role_map, home.circuits_file("bot"), home.restart_memory("bot")]
    for file in files:
        file.unlink(missing_ok=True)
    for folder in (home.journal, home.backups, home.role_map):
        _empty(folder)
    return True


def _empty(folder: Path) -> None:
    if not folder.is_dir():  # the first backup makes its folder
        return
    for each in folder.iterdir():
        if each.is_dir():
            shutil.rmtree(each)
        else:
            each.unlink()
