"""The state folder: which files it has, and that only its owner can look into it."""

from pathlib import Path

from ignis.runtime.base.home import Home


def test_its_folders_are_created_for_the_owner_alone(tmp_path: Path) -> None:
    home = Home(tmp_path / "deep" / "home")
    home.create()
    folders = [home.root, home.run, home.log, home.restarts, home.journal, home.role_map]
    assert [folder.stat().st_mode & 0o777 for folder in folders] == [0o700] * len(folders)
    home.create()  # a second start finds them there


def test_a_broken_folder_for_backups_keeps_no_program_from_starting(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.backups.write_text("no folder", encoding="utf-8")
    home.create()
    assert home.journal.is_dir()


def test_every_file_is_below_the_root_and_no_two_are_one() -> None:
    home = Home(Path("/srv/ignis"))
    files = [
        home.ignis_db, home.history_db, home.relay_db, home.endpoints_file, home.control_token_file,
        home.alerts_token_file, home.sandbox_file, home.supervisor_socket, home.restart_memory("bot"),
        home.clean_mark("bot"), home.stability_mark("bot"), home.circuits_file("bot"), home.companion("prometheus"),
    ]  # fmt: skip
    assert all(file.is_relative_to(home.root) for file in files)
    assert len(set(files)) == len(files)


def test_the_names_that_other_programs_rely_on() -> None:
    home = Home(Path("/srv/ignis"))
    assert home.clean_mark("bot") == Path("/srv/ignis/restarts/bot.clean")
    assert home.stability_mark("bot") == Path("/srv/ignis/restarts/bot.proven")
    assert home.supervisor_socket == Path("/srv/ignis/run/supervisor.sock")
