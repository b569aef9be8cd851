import importlib
import sys

import pytest

from ignis.runtime.base.block_import import blocked_import


def test_what_was_not_imported_yet_is_not_there_inside_and_there_afterwards() -> None:
    with blocked_import("this"), pytest.raises(ImportError):
        importlib.import_module("this")
    assert "this" not in sys.modules


def test_what_was_imported_before_stays() -> None:
    with blocked_import("asyncio"):
        assert importlib.import_module("asyncio") is sys.modules["asyncio"]
