"""What orders do, what their answers say, and that the record is kept and shown."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from ignis.runtime.stack.operator_shapes import (
    OperatorAnswer,
    OperatorOutcome,
    Order,
    OrderedBy,
    PauseOrder,
    SilenceOrder,
)
from probes.relay.notices.notice import NoticeKind
from probes.relay.notices.policy import QuietHours
from probes.relay.operators.desk import TEST_LASTS, clock_time, numbers, told
from tests.probes.relay.operators.bench import DIED, SECRET, operator_bench
from tests.probes.relay.rig import T0

HOUR = timedelta(hours=1)
VULKAN = OrderedBy(name="Vulkan", discord_id=42)
ORDER = Order(by=VULKAN)


async def test_an_incident_that_is_over_or_never_was_is_said_so(tmp_path: Path) -> None:
    async with operator_bench(tmp_path) as bench:
        disk = await bench.red("disk")
        await bench.green("disk")
        for answer in (
            await bench.desk.acknowledge(disk.number, ORDER),
            await bench.desk.silence(SilenceOrder(by=VULKAN, incident=disk.number, for_s=60)),
            await bench.desk.restart(disk.number, ORDER),
            await bench.desk.log_of(disk.number, 5),
        ):
            assert isinstance(answer, OperatorAnswer)
            assert answer.outcome is OperatorOutcome.OVER
            assert answer.text == f"incident {disk.number} is over already"
        assert (await bench.desk.acknowledge(0, ORDER)).outcome is OperatorOutcome.UNKNOWN
        assert bench.actions.recent(9) == []


async def test_a_silence_of_an_incident_is_one_of_its_subject(tmp_path: Path) -> None:
    async with operator_bench(tmp_path) as bench:
        disk = await bench.red("disk")
        answer = await bench.desk.silence(
            SilenceOrder(by=VULKAN, incident=disk.number, for_s=3600, why="a new disk comes")
        )
        assert (answer.outcome, answer.subject, answer.until) == (
            OperatorOutcome.SILENCED,
            "check:disk",
            T0 + timedelta(hours=1),
        )
        (silence,) = bench.desk.silences
        assert (silence.subject, silence.by, silence.why) == ("check:disk", "Vulkan", "a new disk comes")
        again = await bench.desk.silence(SilenceOrder(by=VULKAN, subject="check:disk", for_s=60))
        assert again.until == T0 + timedelta(minutes=1)
        assert [one.until for one in bench.desk.silences] == [again.until]
        bench.relay.clock.turn(61)
        assert bench.desk.silences == []
        assert (await bench.desk.unsilence("check:disk", ORDER)).outcome is OperatorOutcome.NOT_SILENCED


async def test_a_silence_ends_by_the_number_of_its_incident_as_it_began(tmp_path: Path) -> None:
    async with operator_bench(tmp_path) as bench:
        disk = await bench.red("disk")
        await bench.desk.silence(SilenceOrder(by=VULKAN, incident=disk.number, for_s=3600))
        answer = await bench.desk.unsilence(str(disk.number), ORDER)
        assert (answer.outcome, answer.subject) == (OperatorOutcome.UNSILENCED, "check:disk")
        await bench.desk.silence(SilenceOrder(by=VULKAN, subject="check:*", for_s=3600))
        await bench.green("disk")
        answer = await bench.desk.unsilence(str(disk.number), ORDER)
        assert (answer.outcome, answer.text) == (
            OperatorOutcome.NOT_SILENCED,
            "check:disk is not silenced by itself, but by check:*: end that one",
        )
        assert (await bench.desk.unsilence("77", ORDER)).outcome is OperatorOutcome.UNKNOWN


async def test_in_quiet_hours_the_end_of_maintenance_promises_no_more_than_is_told(tmp_path: Path) -> None:
    async with operator_bench(tmp_path) as bench:
        await bench.desk.pause(PauseOrder(by=VULKAN, for_s=60, why="an update"))
        bench.desk._quiet_hours = QuietHours((T0 - HOUR).time(), (T0 + HOUR).time())
        assert bench.desk.quiet_until == T0 + HOUR
        assert (await bench.desk.resume(ORDER)).text == (
            "maintenance is over: what is critical is told; in the quiet hours the rest waits until "
            + clock_time(T0 + HOUR, T0)
        )
        assert (await bench.desk.test(ORDER)).text.startswith("a test alert is on its way")
        bench.relay.clock.turn(3600)
        assert bench.desk.quiet_until is None


async def test_maintenance_ends_by_itself_and_by_order(tmp_path: Path) -> None:
    async with operator_bench(tmp_path) as bench:
        assert (await bench.desk.resume(ORDER)).outcome is OperatorOutcome.NOT_PAUSED
        answer = await bench.desk.pause(PauseOrder(by=VULKAN, for_s=60, why="an update"))
        assert (answer.outcome, answer.until) == (OperatorOutcome.PAUSED, T0 + timedelta(minutes=1))
        assert bench.desk.paused is not None
        test = await bench.desk.test(ORDER)
        assert (test.outcome, test.by) == (OperatorOutcome.TEST_HELD_BACK, "Vulkan")
        assert (await bench.desk.resume(ORDER)).outcome is OperatorOutcome.RESUMED
        assert bench.desk.paused is None
        await bench.desk.pause(PauseOrder(by=VULKAN, for_s=60, why="an update"))
        bench.relay.clock.turn(61)
        assert bench.desk.paused is None
        assert (await bench.desk.resume(ORDER)).outcome is OperatorOutcome.NOT_PAUSED
        assert [one.what for one in bench.actions.recent(9)] == ["pause", "resume", "pause"]


async def test_a_test_alert_opens_an_incident_that_ends_by_itself(tmp_path: Path) -> None:
    async with operator_bench(tmp_path) as bench:
        answer = await bench.desk.test(ORDER)
        (opened,) = bench.relay.manager.state.open.values()
        assert (answer.outcome, answer.incident) == (OperatorOutcome.TESTED, opened.number)
        assert opened.causes[0].text == "a test by Vulkan; it ends by itself in 10 s"
        await bench.desk.look()
        assert bench.relay.manager.state.open
        bench.relay.clock.turn(TEST_LASTS.total_seconds())
        await bench.desk.look()
        assert not bench.relay.manager.state.open
        assert len(bench.relay.incidents()) == 1


async def test_each_test_is_a_message_of_its_own_however_soon_it_comes(tmp_path: Path) -> None:
    async with operator_bench(tmp_path) as bench:
        disk = await bench.red("disk")
        tests = [(await bench.desk.test(ORDER)).incident for _ in range(2)]
        for _ in range(6):
            bench.relay.clock.turn(TEST_LASTS.total_seconds())
            await bench.desk.look()
            bench.relay.clock.turn(1)
            tests.append((await bench.desk.test(ORDER)).incident)
        clock = await bench.red("clock")
        notices = bench.relay.manager.notices
        assert len(set(tests)) == len(tests)
        assert bench.relay.manager.state.closed.keys().isdisjoint({"alert:test"})
        for number in (tests[-1], clock.number):
            notice = notices.about(number or 0)
            assert notice is not None
            assert (notice.incidents, notice.kind) == ((number,), NoticeKind.INCIDENT)
        assert disk.number not in tests


async def test_a_test_disturbs_what_gathers_of_no_other_message(tmp_path: Path) -> None:
    async with operator_bench(tmp_path) as bench:
        disk = await bench.red("disk")
        test = (await bench.desk.test(ORDER)).incident
        clock = await bench.red("clock")
        notice = bench.relay.manager.notices.about(clock.number)
        assert notice is not None
        assert set(notice.incidents) == {disk.number, clock.number}
        assert test not in notice.incidents


async def test_only_a_program_is_restarted_and_supervisords_refusal_is_told(tmp_path: Path) -> None:
    async with operator_bench(tmp_path) as bench:
        await bench.relay.manager.handle([DIED])
        answer = await bench.desk.restart(1, ORDER)
        assert answer.outcome is OperatorOutcome.CANNOT_RESTART
        assert bench.actions.recent(9) == []
        disk = await bench.red("disk")
        assert (await bench.desk.restart(disk.number, ORDER)).outcome is OperatorOutcome.NO_PROGRAM


async def test_everything_that_is_told_in_one_message_is_acknowledged_with_it(tmp_path: Path) -> None:
    async with operator_bench(tmp_path) as bench:
        disk, clock, other = await bench.red("disk"), await bench.red("clock"), await bench.red("config")
        notices = bench.relay.manager.notices
        first = notices.about(disk.number)
        assert first is not None
        if clock.number not in first.incidents:  # the room of the notices decides what shares a message
            both = replace(first, incidents=(*first.incidents, clock.number))
            bench.relay.manager._notices = notices.keep(both)
        shared = bench.relay.manager.notices.about(disk.number)
        assert shared is not None
        answer = await bench.desk.acknowledge(disk.number, Order(by=VULKAN, whole_message=True))
        assert answer.outcome is OperatorOutcome.ACKNOWLEDGED
        still_open = bench.relay.manager.state.open.values()
        assert {one.number for one in still_open if one.acknowledged} == set(shared.incidents)
        if other.number not in shared.incidents:
            assert (await bench.desk.acknowledge(other.number, ORDER)).outcome is OperatorOutcome.ACKNOWLEDGED


async def test_a_database_that_cannot_be_written_stops_no_action_and_the_record_follows(tmp_path: Path) -> None:
    async with operator_bench(tmp_path) as bench:
        database = bench.relay.storage.database._database
        assert database is not None
        with database.settings() as db:
            db.execute("PRAGMA query_only = ON")
        answer = await bench.desk.pause(PauseOrder(by=VULKAN, for_s=60, why="an update"))
        assert (answer.outcome, answer.recorded) == (OperatorOutcome.PAUSED, False)
        assert answer.text.endswith("(relay.db cannot be written: who did it is recorded later)")
        assert bench.desk.paused is not None
        assert [one.what for one in bench.actions.recent(9)] == ["pause"]
        await bench.desk.look()
        assert bench.actions.waiting
        with database.settings() as db:
            db.execute("PRAGMA query_only = OFF")
        await bench.desk.look()
        assert not bench.actions.waiting
        assert [(one.by, one.what) for one in bench.actions.recent(9)] == [("Vulkan", "pause")]


async def test_names_and_reasons_are_one_line_without_secrets(tmp_path: Path) -> None:
    async with operator_bench(tmp_path) as bench:
        why = f"a\nb {SECRET}"
        await bench.desk.pause(PauseOrder(by=OrderedBy(name="Vul\nkan"), for_s=60, why=why))
        (line,) = bench.actions.recent(9)
        assert (line.by, line.why) == ("Vul kan", "a b [redacted]")
        assert bench.desk.paused is not None
        assert bench.desk.paused.why == "a b [redacted]"


def test_words() -> None:
    assert numbers([3, 4]) == "incidents 3, 4"
    assert told("done", recorded=True) == "done"
    assert clock_time(T0, T0 + timedelta(seconds=1)).count(" ") == 0
    assert clock_time(T0 + timedelta(days=3), T0).count(" ") == 2
