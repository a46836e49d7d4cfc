"""Requests of persons: reminders before their day, and news to persons after it."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from progres.accounts.access import Role
from progres.accounts.grant_actions import give_access
from progres.accounts.role_actions import create_role
from progres.database.scope import scoped
from progres.ops.postgres import DatabaseUrls
from progres.outbox.models import Mail
from progres.privacy.models import PersonRequest
from progres.tenants.models import Tenant
from progres.worker import jobs
from tests.privacy.request_setting import carry_out, enter, identified
from tests.world import NOON, World, keep

DAY = timedelta(days=1)
DUE = date(2026, 4, 1)  # of what was received on the first of March


@pytest.fixture(autouse=True)
def roles(database_urls: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROGRES_DATABASE_WEB_URL", database_urls.web)


def run(days: float) -> None:
    """Let the worker do its minute, so many days after the due day at noon."""
    at = NOON + (DUE - NOON.date()) + days * DAY
    jobs.tell_of_persons_requests(timestamp=int(at.timestamp()))


def mails(world: World, kind: str = "person_request.due") -> list[Mail]:
    with transaction.atomic(), scoped(world.everything):
        return list(Mail.objects.of(world.everything).filter(kind=kind).order_by("id"))


@transaction.atomic
def entered(world: World, tenant: Tenant | None = None, *, kind: str = "access") -> int:
    with scoped(world.everything):
        return enter(world, kind, tenant=tenant).id


def test_reminders_come_before_the_day_and_each_day_after_it(
    committed_world: World,
) -> None:
    world = committed_world
    entered(world)

    sent = []
    for days in range(-20, 3):
        before = len(mails(world))
        run(days)
        run(days + 0.01)  # again the same day
        if len(mails(world)) > before:
            sent.append(days)

    assert sent == [-14, -7, -3, -1, 1, 2]
    told = mails(world)
    assert {mail.recipient for mail in told} == {"olga@example.org"}
    assert "14 Tage" in told[0].text
    assert told[-1].subject.startswith("Überfällig: Antrag")
    assert "seit 2 Tagen" in told[-1].text
    assert f"/i/{world.musterstadt.id}/privacy/requests/" in told[0].text
    assert "Klara" not in "".join(mail.text + mail.html for mail in told)


def test_a_worker_that_stood_still_reminds_once(committed_world: World) -> None:
    entered(committed_world)

    for days in (-5, -4):
        run(days)

    assert len(mails(committed_world)) == 1


def test_people_of_the_instance_are_reminded_and_else_those_above(
    committed_world: World,
) -> None:
    world = committed_world
    entered(world, world.bad)
    run(-14)
    assert [mail.recipient for mail in mails(world)] == ["olga@example.org"]
    with transaction.atomic(), scoped(world.everything):
        role = create_role(
            name="Datenschutz",
            permissions=["privacy.edit"],
            tenant=world.musterstadt,
            by=world.olga,
            at=NOON,
        )
        give_access(
            world.rita.user.id,
            role=role.slug,
            tenant=world.bad,
            expires_at=None,
            by=world.olga,
            at=NOON,
        )

    run(-7)

    assert [mail.recipient for mail in mails(world)][1:] == ["rita@example.org"]


def test_who_is_disabled_or_only_looks_is_not_reminded(committed_world: World) -> None:
    world = committed_world
    entered(world)
    world.olga.user.is_active = False
    keep(world.olga.user)

    run(-14)

    assert [mail.recipient for mail in mails(world)] == ["otto@example.org"]
    assert world.rita.user.role == Role.VIEWER


def test_what_is_decided_or_extended_reminds_later_or_never(
    committed_world: World,
) -> None:
    world = committed_world
    first, second = entered(world), entered(world, kind="portability")
    with transaction.atomic(), scoped(world.everything):
        requests = PersonRequest.objects.of(world.everything)
        requests.filter(id=first).update(state="withdrawn")
        requests.filter(id=second).update(due_on=date(2026, 6, 1))

    run(-1)
    assert mails(world) == []
    run(61 - 14)

    assert len(mails(world)) == 1


@pytest.mark.parametrize(
    ("kind", "words"),
    [("access", "Wir übergeben sie Ihnen"), ("objection", "ist ausgeführt")],
)
def test_a_person_is_told_once_that_it_is_done(
    committed_world: World, kind: str, words: str
) -> None:
    world = committed_world
    with transaction.atomic(), scoped(world.everything):
        request = identified(world, kind)
        request.decision, request.decided_at = "granted", NOON
        request.save()
        carry_out(request)

    for _ in range(2):
        run(-20)

    told = mails(world, "person_request.told")[1:]  # the first confirmed the receipt
    assert [mail.recipient for mail in told] == ["klara@example.org"]
    assert words in told[0].text
    assert "PK" not in told[0].text


def test_whose_address_was_erased_is_told_nothing(committed_world: World) -> None:
    world = committed_world
    with transaction.atomic(), scoped(world.everything):
        request = identified(world, "erasure")
        request.decision, request.decided_at, request.email = "granted", NOON, ""
        request.save()
        carry_out(request)

    run(-20)

    assert len(mails(world, "person_request.told")) == 1
    with transaction.atomic(), scoped(world.everything):
        assert PersonRequest.objects.of(world.everything).get().told_at is not None
