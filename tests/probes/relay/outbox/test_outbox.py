"""What is sent next, and what is known of it afterwards: pure, so every order of events can be tried."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, strategies as st

from probes.relay.incidents.incident import Incident, Resolution
from probes.relay.notices.notice import NoticeKind, Telling
from probes.relay.outbox.limits import Route, SendLimits
from probes.relay.outbox.outbox import (
    DIGEST_AFTER,
    EDIT_EVERY,
    QUEUED_FOR,
    Delivery,
    EntryState,
    Outbox,
    OutboxEntry,
    resumed,
)
from tests.probes.relay.rig import T0, entry_of, incident, telling_of

FREE = SendLimits()
LATER = T0 + DIGEST_AFTER


def over(number: int = 1) -> Incident:
    return incident(number).resolved(T0, Resolution.BACK)


def put(outbox: Outbox, *incidents: Incident) -> Outbox:
    return outbox.put([telling_of(one) for one in incidents], T0)


def due(outbox: Outbox, now: float = 0.0, limits: SendLimits = FREE) -> Delivery:
    found = outbox.due(now, T0, limits)
    assert found is not None
    return found


def sent(outbox: Outbox, now: float = 0.0) -> Outbox:
    delivery = due(outbox, now)
    return outbox.begun(delivery).sent(delivery, delivery.message_id or "9000", now, T0)


def test_a_message_goes_from_pending_to_sent_and_is_forgotten_when_it_is_final() -> None:
    outbox = put(Outbox(), incident())
    delivery = due(outbox)
    assert (delivery.entries[0].telling, delivery.message_id, delivery.route) == (
        telling_of(incident()),
        None,
        Route.POST,
    )
    flying = outbox.begun(delivery)
    assert (flying.due(0, T0, FREE), flying.depth, flying.due_at(FREE)) == (None, 1, float("inf"))
    told = flying.sent(delivery, "9000", 0.0, T0).without_told()
    assert (told.depth, told.standing(1), list(told.entries)) == (0, EntryState.SENT, [1])
    last = sent(put(told, over())).without_told()
    assert (last.entries, last.standing(1)) == ({}, EntryState.SENT)


def test_what_was_decided_while_it_flew_is_told_by_an_edit() -> None:
    outbox = put(Outbox(), incident())
    delivery = due(outbox)
    newer = put(outbox.begun(delivery), over())
    assert newer.due(0, T0, FREE) is None
    after = due(newer.sent(delivery, "9000", 0.0, T0))
    assert (after.entries[0].telling.incidents, after.message_id, after.route) == ((over(),), "9000", Route.EDIT)


def test_an_edit_waits_a_second_takes_the_newest_text_and_the_last_one_waits_for_nothing() -> None:
    outbox = sent(put(Outbox(), incident()), now=10.0)
    for deaths in range(5):
        outbox = put(outbox, replace(incident(), deaths=deaths))
    assert outbox.due(10.0 + EDIT_EVERY - 0.1, T0, FREE) is None
    assert outbox.due_at(FREE) == 10.0 + EDIT_EVERY
    edit = due(outbox, 10.0 + EDIT_EVERY)
    assert edit.entries[0].telling.incidents[0].deaths == 4
    assert due(put(outbox, over()), 10.0).entries[0].final


def test_new_messages_go_before_edits_and_those_with_a_mention_first() -> None:
    outbox = put(sent(put(Outbox(), incident(1))), over(1), incident(2), incident(3))
    loud = replace(telling_of(incident(4)), notice=replace(telling_of(incident(4)).notice, mention=True))
    outbox = outbox.put([loud], T0)
    order = []
    while (delivery := outbox.due(5.0, T0, FREE)) is not None:
        order.append(delivery.entries[0].number)
        outbox = outbox.begun(delivery).sent(delivery, "9001", 5.0, T0).without_told()
    assert order == [4, 2, 3, 1]


def test_a_full_bucket_of_edits_holds_no_new_message_up() -> None:
    outbox = put(sent(put(Outbox(), incident(1))), over(1), incident(2))
    held = FREE.held((Route.EDIT,), 600.0)
    outbox = sent(outbox)
    assert outbox.due(5.0, T0, held) is None
    assert (outbox.due_at(held), outbox.depth) == (600.0, 1)


def test_a_failed_one_waits_and_others_go_on() -> None:
    outbox = put(Outbox(), incident(1), incident(2))
    delivery = due(outbox)
    outbox = outbox.begun(delivery).failed(delivery, 10.0)
    assert due(outbox).entries[0].number == 2
    assert due(outbox, 10.0).entries[0].number == 1
    assert due(outbox, 10.0).attempts == 1
    assert due(outbox.reachable()).entries[0].number == 1


def test_a_lost_message_is_posted_anew() -> None:
    outbox = put(sent(put(Outbox(), incident())), over())
    delivery = due(outbox)
    assert due(outbox.begun(delivery).message_gone(delivery)).message_id is None


def test_a_lost_message_that_a_newer_one_goes_on_is_not_posted_anew() -> None:
    outbox = sent(put(Outbox(), incident()))
    telling = telling_of(incident())
    moved = replace(telling, notice=replace(telling.notice, continued_in=2, final=True))
    outbox = outbox.put([moved], T0)
    delivery = due(outbox)
    outbox = outbox.begun(delivery).message_gone(delivery)
    assert (outbox.depth, outbox.entries[1].state) == (0, EntryState.DROPPED)


def test_a_refused_one_is_tried_plain_once_and_richly_again_when_there_is_news() -> None:
    outbox = put(Outbox(), incident())
    for plain in (False, True):
        delivery = due(outbox)
        assert delivery.plain is plain
        outbox = outbox.begun(delivery).simplified(delivery)
    assert (outbox.due(0, T0, FREE), outbox.standing(1)) == (None, EntryState.DROPPED)
    assert not due(put(outbox, incident())).plain


def test_nobody_to_tell_empties_the_outbox() -> None:
    outbox = put(Outbox(), incident(1), over(2)).dropped().without_told()
    assert (outbox.depth, outbox.due(0, T0, FREE), list(outbox.entries)) == (0, None, [1])
    assert outbox.standing(2) is EntryState.DROPPED


def test_what_was_in_flight_when_the_relay_was_killed_is_due_again() -> None:
    flying = entry_of(incident(1), state=EntryState.IN_FLIGHT, revision=2, told=1, message_id="9000")
    waiting = OutboxEntry(telling_of(incident(2)))
    outbox = resumed([flying, waiting], {}, T0)
    assert [one.state for one in outbox.entries.values()] == [EntryState.PENDING] * 2
    assert [one.waiting_since for one in outbox.entries.values()] == [T0, T0]
    assert sent(outbox).standing(2) is EntryState.SENT


def test_after_an_outage_what_is_over_comes_as_one_digest_and_what_is_open_as_itself() -> None:
    told = sent(put(Outbox(), incident(9)))
    outbox = put(told, over(9), over(1), incident(2), over(3))
    digest = outbox.due(5.0, LATER, FREE)
    assert digest is not None
    assert digest.digest is not None
    assert [one.number for one in digest.entries] == [1, 3]
    assert (digest.digest.since, digest.digest.until, digest.digest.numbers) == (T0, LATER, (1, 3))
    assert [one.notice.number for one in digest.digest.ended] == [9]
    assert [one.notice.number for one in digest.digest.still_open] == [2]
    outbox = outbox.begun(digest).sent(digest, "9009", 5.0, LATER).without_told()
    assert outbox.standing(3) is EntryState.SENT
    order = []
    while (delivery := outbox.due(9.0, LATER, FREE)) is not None:
        order.append((delivery.entries[0].number, delivery.digest, delivery.message_id))
        outbox = outbox.begun(delivery).sent(delivery, "9010", 9.0, LATER).without_told()
    assert order == [(2, None, None), (9, None, "9000")]


def test_a_digest_that_failed_is_tried_again_with_all_that_came_meanwhile() -> None:
    outbox = put(Outbox(), over(1), over(2))
    digest = outbox.due(0.0, LATER, FREE)
    assert digest is not None
    outbox = put(outbox.begun(digest), over(3)).failed(digest, 10.0)
    again = outbox.due(10.0, LATER, FREE)
    assert again is not None
    assert [one.number for one in again.entries] == [1, 2, 3]


def test_one_alone_needs_no_digest_and_neither_does_what_waited_for_seconds() -> None:
    alone = put(Outbox(), over(1)).due(0.0, LATER, FREE)
    assert alone is not None
    assert alone.digest is None
    soon = put(Outbox(), over(1), over(2)).due(0.0, LATER - timedelta(seconds=1), FREE)
    assert soon is not None
    assert soon.digest is None


def test_after_a_day_it_is_counted_and_not_listed_but_told() -> None:
    young = Outbox().put([telling_of(over(3))], T0 + timedelta(hours=5))
    outbox = put(young, over(1), over(2), incident(4))
    found = outbox.due(0.0, T0 + QUEUED_FOR + timedelta(seconds=1), FREE)
    assert found is not None
    assert found.digest is not None
    assert [one.notice.number for one in found.digest.expired] == [1, 2]
    assert [one.notice.number for one in found.digest.over] == [3]
    assert [one.notice.number for one in found.digest.still_open] == [4]
    assert found.digest.numbers == (1, 2, 3)


def test_the_standing_of_a_symptom_is_that_of_its_message() -> None:
    told = telling_of(incident(1))
    root = Telling(replace(told.notice, kind=NoticeKind.ROOT, held_back=(7,)), told.incidents, (incident(7),))
    outbox = Outbox().put([root], T0)
    assert (outbox.standing(7), outbox.standing(8)) == (EntryState.PENDING, None)


class Channel:
    """A channel and the outbox before it. `refused` are the messages that Discord will never take."""

    def __init__(self) -> None:
        self.outbox = Outbox()
        self.newest: dict[int, Incident] = {}
        self.shown: dict[str, Telling] = {}
        self.refused: set[int] = set()
        self.now = 0.0

    def open(self, number: int) -> None:
        if number not in self.newest or self.newest[number].open:
            self._news(replace(incident(number), deaths=int(self.now * 2)))

    def over(self, number: int) -> None:
        if number in self.newest and self.newest[number].open:
            self._news(self.newest[number].resolved(T0, Resolution.BACK))

    def _news(self, told: Incident) -> None:
        self.newest[told.number] = told
        self.outbox = put(self.outbox, told)
        self.refused.discard(told.number)

    def restart(self, _: int) -> None:
        self.outbox = resumed(self.outbox.entries.values(), self.outbox.past, T0)

    def sent(self, _: int) -> bool:
        if (delivery := self._begun()) is None:
            return False
        message = delivery.message_id or str(9000 + len(self.shown))
        self.shown[message] = delivery.entries[0].telling
        self.outbox = self.outbox.sent(delivery, message, self.now, T0).without_told()
        return True

    def killed(self, _: int) -> None:
        """In the middle of a request, which Discord took."""
        if (delivery := self._begun()) is not None:
            self.shown[delivery.message_id or str(9000 + len(self.shown))] = delivery.entries[0].telling
            self.restart(0)

    def failed(self, _: int) -> None:
        if (delivery := self._begun()) is not None:
            self.outbox = self.outbox.failed(delivery, self.now + 1)

    def gone(self, _: int) -> None:
        if (delivery := self._begun()) is not None:
            self.outbox = self.outbox.message_gone(delivery)

    def refuse(self, _: int) -> None:
        if (delivery := self._begun()) is not None:
            self.outbox = self.outbox.simplified(delivery).without_told()
            self.refused |= {one.number for one in delivery.entries if delivery.plain}

    def _begun(self) -> Delivery | None:
        delivery = self.outbox.due(self.now, T0, FREE)
        if delivery is not None:
            self.outbox = self.outbox.begun(delivery)
        return delivery


EVENTS = ("open", "over", "sent", "failed", "gone", "refuse", "restart", "killed")


@given(st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(1, 4)), max_size=60))
def test_whatever_happens_the_channel_ends_with_the_newest_of_each(events: list[tuple[str, int]]) -> None:
    """Only what Discord refuses for good may be missing."""
    channel = Channel()
    for what, number in events:
        channel.now += 0.5
        getattr(channel, what)(number)
    channel.now += 100
    while channel.sent(0):
        pass
    assert channel.outbox.depth == 0
    shown = {one.notice.number: one.incidents[0] for one in channel.shown.values()}
    for number in channel.newest.keys() - channel.refused:
        assert shown[number] == channel.newest[number]
