"""A published file is written only when it is not true: real files, and a real thread that writes them."""

from pathlib import Path

from ignis.runtime.stack.republish import republished
from tests.support.fakes.published_files import readable_log
from tests.support.waiting import eventually


class PublishedGreeting:
    """A PublishedFile that counts. `publish` reports whatever `reports` says."""

    def __init__(self, path: Path, *, reports: bool = True) -> None:
        self._path = path
        self._reports = reports
        self.looks = 0
        self.writes = 0

    @property
    def path(self) -> Path:
        return self._path

    def is_true(self) -> bool:
        self.looks += 1
        return self._path.is_file() and self._path.read_text(encoding="utf-8") == "hello"

    def publish(self) -> bool:
        self._path.write_text("hello", encoding="utf-8")
        self.writes += 1
        return self._reports


async def test_a_true_file_is_not_written_again(tmp_path: Path) -> None:
    log, lines = readable_log()
    file = PublishedGreeting(tmp_path / "greeting")
    async with republished(file, log, every=0.01):
        assert (file.looks, file.writes) == (1, 1)
        await eventually(lambda: file.looks > 3, "the file was looked at")
    assert (file.writes, lines) == (1, [])


async def test_a_lost_file_is_written_again_and_reported(tmp_path: Path) -> None:
    log, lines = readable_log()
    file = PublishedGreeting(tmp_path / "greeting")
    async with republished(file, log, every=0.01):
        file.path.unlink()
        await eventually(lambda: lines, "a line in the log")
    assert file.path.read_text(encoding="utf-8") == "hello"
    assert lines == [f"warning: {file.path}: was lost or overwritten; written again"]


async def test_a_change_that_is_no_loss_is_written_without_a_line(tmp_path: Path) -> None:
    log, lines = readable_log()
    file = PublishedGreeting(tmp_path / "greeting", reports=False)
    async with republished(file, log, every=0.01):
        file.path.unlink()
        await eventually(lambda: file.writes == 2, "the file is published again")
    assert lines == []


async def test_a_file_that_cannot_be_written_is_one_line_and_tried_again(tmp_path: Path) -> None:
    log, lines = readable_log()
    file = PublishedGreeting(tmp_path / "folder" / "greeting")
    async with republished(file, log, every=0.01):
        await eventually(lambda: file.looks > 3, "the file was looked at")
        file.path.parent.mkdir()
        await eventually(lambda: file.writes == 1, "the file is published again")
    assert len(lines) == 1
    assert lines[0] == (
        f"error: {file.path}: cannot be written: No such file or directory; move what stands there away, or make room "
        "(tried again every 0.01 s)"
    )
