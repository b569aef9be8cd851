import json
import stat
from pathlib import Path

from ignis.sandbox.traffic.traffic_file import TrafficFile


def test_every_exchange_and_event_is_a_line(tmp_path: Path) -> None:
    path = tmp_path / "traffic.jsonl"
    for _ in range(2):  # a sandbox that is started again goes on in the same file
        file = TrafficFile(path)
        file.answered("POST", "/channels/1/messages", {"content": "Память"}, 200, {"id": "2"})
        file.sent("MESSAGE_CREATE", {"id": "2"})
        file.close()
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    exchange = {"method": "POST", "path": "/channels/1/messages", "body": {"content": "Память"}}
    assert lines == 2 * [
        exchange | {"status": 200, "answer": {"id": "2"}},
        {"event": "MESSAGE_CREATE", "data": {"id": "2"}},
    ]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
