"""Invariants over all checks."""

import re
from pathlib import Path

import probes.checks
from probes.exporter.catalogue import checks
from probes.outcome import Reason


def test_every_check_file_is_in_the_catalogue_under_its_own_name() -> None:
    folder = Path(next(iter(probes.checks.__path__)))
    files = {file.stem for file in folder.glob("*.py")} - {"__init__", "base"}
    assert {check.name for check in checks()} == files
    assert len(checks()) == len(files)


def test_reasons_are_fit_for_labels() -> None:
    assert all(re.fullmatch(r"[a-z][a-z_]*", reason) for reason in Reason)
