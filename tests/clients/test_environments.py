"""Where a library cannot be installed, its test is skipped and says why; in CI a skip is a failure."""

import sys

import pytest

from tests.clients.environments import LIBRARIES, Library, install_step


def test_a_step_that_fails_skips_with_the_installers_own_words() -> None:
    said = "print('fetching ...'); import sys; sys.exit('ERROR: no index is reached')"
    with pytest.raises(pytest.skip.Exception, match="hikari cannot be installed: ERROR: no index is reached"):
        install_step(Library("hikari"), [sys.executable, "-c", said])


@pytest.mark.parametrize("name", sorted(folder.name for folder in LIBRARIES.iterdir()))
def test_every_lock_pins_by_hash_and_names_no_registry(name: str) -> None:
    library = Library(name)
    lock = library.folder / ("requirements.lock" if library.is_python else "package-lock.json")
    text = lock.read_text(encoding="utf-8")
    assert "resolved" not in text
    pinned = text.count("==") if library.is_python else text.count('"version"')
    assert pinned
    if library.is_python:
        assert "://" not in text
        assert all("--hash=sha256:" in each for each in text.split("\n") if each.startswith("    "))
    else:
        assert pinned == text.count('"integrity"')
