"""`make dashboards`: writes the dashboards of ops/grafana/boards as the JSON that Grafana reads."""

from pathlib import Path
from typing import Final

from ops.grafana.boards import bot, overview, self_repair

FOLDER: Final = Path(__file__).parent / "dashboards"
BOARDS: Final = (overview.BOARD, self_repair.BOARD, bot.BOARD)


def main() -> None:
    for board in BOARDS:
        (FOLDER / board.file).write_text(board.json(), encoding="utf-8")


if __name__ == "__main__":
    main()
