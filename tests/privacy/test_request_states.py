"""However people go on with a request, it stays one that the law knows."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, timedelta

import hypothesis.strategies as st
import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from typing_extensions import override

from progres.database.scope import scoped
from progres.kit.refusal import Refusal
from progres.privacy.decisions import (
    DecisionFields,
    decide_request,
    finish_rectification,
    hand_package,
    prepare_anew,
    try_again,
)
from progres.privacy.models import PersonRequest
from progres.privacy.requests import (
    check_identity,
    enter_request,
    extend_request,
    hand_over_request,
    withdraw_request,
)
from progres.privacy.rules import (
    Decision,
    HandedBy,
    Identity,
    Kind,
    State,
    due_day,
    reminder_of,
)
from tests.privacy.request_setting import carry_out, prepare, said
from tests.world import NOON, World

ENDED = {State.DONE, State.REFUSED, State.WITHDRAWN}


class RequestOnItsWay(RuleBasedStateMachine):
    """Staff does whatever it likes, in any order, and the worker what it finds to do."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.at = NOON
        self.decisions = self.extensions = 0
        self.undone = ExitStack()
        self.undone.enter_context(transaction.atomic())
        self.undone.callback(lambda: transaction.set_rollback(rollback=True))
        self.undone.enter_context(scoped(self.world.otto.scope))

    @override
    def teardown(self) -> None:
        self.undone.close()

    @initialize(kind=st.sampled_from(Kind))
    def comes(self, kind: Kind) -> None:
        self.id = enter_request(
            said(kind), tenant=self.world.musterstadt, by=self.world.otto, at=NOON
        ).id

    @property
    def now(self) -> PersonRequest:
        return PersonRequest.objects.of(self.world.otto.scope).get(id=self.id)

    def tried(self, act: Callable[..., object], *args: object, **given: object) -> bool:
        """Act on the request; say whether that was possible, as it is not once it ended."""
        before, refusal = self.now, ""
        try:
            act(self.id, *args, **given, by=self.world.otto, at=self.at)
        except Refusal as error:
            refusal = str(error)
        assert not refusal or self.now.state == before.state
        assert refusal.endswith("." if refusal else "")
        return not refusal

    @rule(days=st.integers(1, 40))
    def time_goes_by(self, days: int) -> None:
        self.at += timedelta(days=days)

    @rule(is_right=st.booleans())
    def identity(self, is_right: bool) -> None:
        before = self.now.state
        way = Identity.KNOWN_ADDRESS
        if self.tried(check_identity, method=way, note="Anruf", is_right=is_right):
            assert before == State.RECEIVED
            assert (self.now.state == State.IDENTIFIED) == is_right

    @rule()
    def worker(self) -> None:
        """Prepare what is identified, carry out what is granted, of some half."""
        request = self.now
        if request.state == State.IDENTIFIED and request.preview is None:
            prepare(request, made_at=self.at.isoformat())
        elif request.state == State.GRANTED and request.kind != Kind.RECTIFICATION:
            if self.at.day % 5:
                carry_out(request, at=self.at)
            else:
                request.state, request.problem = State.FAILED, "No room on the disk."
                request.save(update_fields=["state", "problem"])

    @rule(
        decision=st.sampled_from(Decision),
        reason=st.sampled_from(["", "Weil es so ist."]),
        weighing=st.sampled_from(["", "Das Interesse der Person wiegt schwerer."]),
        sees=st.booleans(),
        types=st.booleans(),
    )
    def decide(
        self, decision: Decision, reason: str, weighing: str, sees: bool, types: bool
    ) -> None:
        before = self.now
        fields = DecisionFields(
            decision=decision,
            reason=reason,
            weighing=weighing,
            seen=before.preview["made_at"] if sees and before.preview else "",
            typed=str(self.id) if types else "",
        )
        if self.tried(decide_request, fields):
            self.decisions += 1
            is_granted = decision != Decision.REFUSED
            assert not is_granted or before.state == State.IDENTIFIED
            if is_granted and before.kind in {Kind.ERASURE, Kind.RESTRICTION}:
                assert before.preview
                assert sees
                assert types

    @rule(reason=st.sampled_from(["", "Viele Zähler"]))
    def extend(self, reason: str) -> None:
        if self.tried(extend_request, reason=reason):
            self.extensions += 1
            assert reason
            assert self.at.date() <= due_day(self.now.received_on)

    @rule(act=st.sampled_from([prepare_anew, try_again, withdraw_request]))
    def go_on(self, act: Callable[..., object]) -> None:
        self.tried(act)

    @rule(where=st.sampled_from(["operator", "musterstadt", "bad"]))
    def hand_over(self, where: str) -> None:
        self.tried(hand_over_request, getattr(self.world, where).id)

    @rule(note=st.sampled_from(["", "Name geändert"]))
    def rectify(self, note: str) -> None:
        if self.tried(finish_rectification, done_note=note, recipients_told=""):
            assert self.now.kind == Kind.RECTIFICATION
            assert note

    @rule()
    def hand_answer(self) -> None:
        if self.tried(hand_package, handed_by=HandedBy.LETTER):
            assert self.now.state == State.DONE

    @invariant()
    def is_lawful(self) -> None:
        request = self.now
        assert request.due_on > request.received_on
        assert self.decisions <= 1
        assert self.extensions <= 1
        assert (self.decisions == 1) == (request.decided_at is not None)
        if request.state in {State.GRANTED, State.DONE, State.FAILED}:
            assert request.identified_at is not None
            assert request.decision in {Decision.GRANTED, Decision.PARTLY}
        if request.state in ENDED:
            assert request.done_at is not None


def test_every_way_through_the_steps_is_lawful(world: World) -> None:
    class InThisWorld(RequestOnItsWay):
        pass

    InThisWorld.world = world
    run_state_machine_as_test(
        InThisWorld,
        settings=settings(max_examples=25, stateful_step_count=20, deadline=None),
    )


@pytest.mark.parametrize("state", ["granted", "done", "failed", "refused"])
def test_the_database_knows_no_such_state_without_a_decision(
    world: World, state: str
) -> None:
    with scoped(world.olga.scope):
        request = enter_request(
            said(), tenant=world.musterstadt, by=world.olga, at=NOON
        )
        request.state = state

        with pytest.raises(IntegrityError), transaction.atomic():
            request.save(update_fields=["state"])


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.booleans())
def test_the_due_day_is_a_month_or_three_after_the_receipt(
    received: date, extended: bool
) -> None:
    due = due_day(received, extended=extended)

    months = (due.year - received.year) * 12 + due.month - received.month
    assert months == (3 if extended else 1)
    assert due.day == received.day or (due + timedelta(days=1)).month != due.month


@given(st.integers(-100, 60))
def test_reminders_come_nearer_and_nearer(left: int) -> None:
    reminder = reminder_of(left)

    assert (reminder is None) == (left > 14)
    if reminder is not None and left >= 0:
        assert reminder >= left or reminder == 1
        assert reminder in {14, 7, 3, 1}
