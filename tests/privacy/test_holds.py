"""What a legal hold covers stays, whatever else is due."""

from datetime import date, timedelta

import psycopg
import pytest
from django.db import transaction

from progres.accounts.contract_actions import change_contract
from progres.audit.checking import check_chains
from progres.database.scope import scoped
from progres.devices.deleting import delete_device
from progres.ops.postgres import DatabaseUrls
from progres.privacy.hold_actions import (
    BadHold,
    HoldFields,
    HoldIsOver,
    lift_hold,
    prolong_hold,
    set_hold,
)
from progres.privacy.holds import Covers, holds_on
from progres.privacy.models import LegalHold
from progres.tenants.contracts import search_contracts
from progres.worker import jobs
from tests.audit.setting import as_owner, seal_all, write
from tests.privacy.setting import (
    DAY,
    at,
    choose,
    climate_device,
    cut,
    days_of,
    everything,
    measure,
    other_device,
    read_by,
    tell,
)
from tests.worker.working import number
from tests.world import NOON, World, member

TODAY = NOON.date()
UNTIL = NOON + 300 * DAY


@pytest.fixture(autouse=True)
def roles(database_urls: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROGRES_DATABASE_WEB_URL", database_urls.web)
    monkeypatch.setenv("PROGRES_DATABASE_ERASER_URL", database_urls.eraser)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def hold(
    world: World, covers: Covers, thing_id: int | None = None, *, days: int = 300
) -> LegalHold:
    """Olga holds something of Musterstadt."""
    fields = HoldFields(
        covers=covers,
        thing_id=thing_id,
        reason="Rechtsstreit 7 O 123/26",
        until=NOON + days * DAY,
    )
    with everything(world):
        return set_hold(fields, by=world.olga, at=NOON)


@pytest.mark.parametrize("covers", [Covers.INSTANCE, Covers.DEVICE, Covers.POINT])
def test_what_is_held_stays_of_a_day_that_is_due_and_goes_when_it_is_lifted(
    committed_world: World, database_urls: DatabaseUrls, covers: Covers
) -> None:
    world, urls = committed_world, database_urls
    with everything(world):
        choose(world.operator, meter_readings=40, other_readings=40, uplinks=40)
        held = other_device(world, world.musterstadt, "70b3d57ed0000001")
        point = read_by(world, held)
        free = other_device(world, world.nord, "70b3d57ed0000002")
    measure(urls, held, ago(45), ago(10))
    measure(urls, held, ago(46), late=True)
    measure(urls, free, ago(45), ago(10))
    tell(urls, [world.musterstadt, world.nord])
    thing = {Covers.DEVICE: held.id, Covers.POINT: point.id}.get(covers)
    made = hold(world, covers, thing)

    cut()
    cut(1)

    assert days_of(urls, held) == days_of(urls, held, "uplink") == [ago(45), ago(10)]
    assert days_of(urls, held, "reading_late") == [ago(46)]
    assert days_of(urls, free) == days_of(urls, free, "uplink") == [ago(10)]
    with everything(world):
        lift_hold(made.id, by=world.olga, at=NOON + DAY)
    cut(1.5)
    assert days_of(urls, held) == days_of(urls, held, "uplink") == [ago(10)]
    assert days_of(urls, held, "reading_late") == []
    gone = f"select (to_regclass('reading_{ago(45):%Y%m%d}') is null)::int"
    assert number(urls, gone) == 1


def test_a_hold_ends_by_itself(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world, urls = committed_world, database_urls
    with everything(world):
        choose(world.musterstadt, room_climate=40)
        held = climate_device(world, world.musterstadt, "70b3d57ed0000001")
    measure(urls, held, ago(45))
    tell(urls, [world.musterstadt])
    hold(world, Covers.DEVICE, held.id, days=5)

    cut(4.9)
    assert days_of(urls, held) == [ago(45)]
    cut(5)
    assert days_of(urls, held) == []


def test_a_held_device_outlives_its_deletion(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world, urls = committed_world, database_urls
    with everything(world):
        held = other_device(world, world.musterstadt, "70b3d57ed0000001")
        free = other_device(world, world.musterstadt, "70b3d57ed0000002")
        for device in (held, free):
            delete_device(device.id, by=world.otto, at=NOON)
    measure(urls, held, ago(1))
    made = hold(world, Covers.DEVICE, held.id)
    deleted = "select count(*) from device where deleted_at is not null"

    jobs.purge_deleted_devices(timestamp=at(8))
    assert number(urls, deleted) == 1
    assert days_of(urls, held) == [ago(1)]
    with everything(world):
        lift_hold(made.id, by=world.olga, at=NOON + DAY)
    jobs.purge_deleted_devices(timestamp=at(8))
    assert number(urls, deleted) == 0
    assert days_of(urls, held) == []


def test_mails_to_a_held_account_and_all_of_a_held_instance_stay(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world, urls = committed_world, database_urls
    with psycopg.connect(urls.owner) as owner:
        for tenant, to in (
            (world.nord, "Rita@example.org"),
            (world.musterstadt, "x@example.org"),
            (world.nord, "x@example.org"),
        ):
            owner.execute(
                "insert into mail (tenant_id, kind, recipient, sender_name, subject,"
                " text, html, language, message_id, created_at, due_at, attempts,"
                " last_error) values (%s, 'x', %s, '', '', '', '', 'de',"
                " gen_random_uuid()::text, %s, %s, 0, '')",
                [tenant.id, to, NOON, NOON],
            )
    mails = "select count(*) from mail"
    hold(world, Covers.ACCOUNT, world.rita.user.id, days=50)
    hold(world, Covers.INSTANCE, days=60)

    jobs.delete_old_rows(timestamp=at(40))
    assert number(urls, mails) == 2
    jobs.delete_old_rows(timestamp=at(55))
    assert number(urls, mails) == 1
    jobs.delete_old_rows(timestamp=at(65))
    assert number(urls, mails) == 0


def test_a_held_account_outlives_its_contract_and_signs_in_no_more(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world, urls = committed_world, database_urls
    made = hold(world, Covers.ACCOUNT, world.rita.user.id)
    with everything(world):
        contract = search_contracts(world.everything).get(tenant=world.musterstadt)
        ends = {"ends_on": TODAY + timedelta(days=9)}
        change_contract(contract.id, ends, by=world.otto, at=NOON)
    ritas = f"from account where id = {world.rita.user.id}"
    ended = "select count(*) from audit_entry where action = 'contract.ended'"

    for day in (11, 12):
        jobs.end_over_contracts(timestamp=at(day))

    assert number(urls, f"select count(*) {ritas} and not is_active") == 1
    mine = f"select count(*) from account where tenant_id = {world.musterstadt.id}"  # noqa: S608 ours
    assert number(urls, mine) == 1
    assert number(urls, ended) == 1
    with everything(world):
        lift_hold(made.id, by=world.otto, at=NOON + 12 * DAY)
    jobs.end_over_contracts(timestamp=at(13))
    assert number(urls, mine) == 0


def test_the_log_of_a_held_instance_stays_and_the_chain_still_verifies(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world, urls = committed_world, database_urls
    write(world, {"name": ["a", "b"]})
    seal_all()
    later = NOON + 700 * DAY
    fields = HoldFields(
        covers=Covers.INSTANCE,
        thing_id=None,
        reason="Rechtsstreit 7 O 123/26",
        until=later + 100 * DAY,
    )
    with everything(world):
        set_hold(fields, by=world.olga, at=later)
    told = (
        "select count(*) from audit_entry where at < '2026-04-01' and what_salt is {}"
    )
    ours = " and tenant_id = " + str(world.musterstadt.id)
    before = number(urls, told.format("not null") + ours)

    jobs.cut_audit_log(timestamp=at(740))

    assert number(urls, told.format("not null")) == before > 0
    assert number(urls, told.format("not null") + ours) == before
    assert number(urls, told.format("null")) > 0  # of others, emptied
    seal_all(at=NOON + 740 * DAY)
    with as_owner(urls.owner), transaction.atomic():
        assert check_chains(at=NOON + 740 * DAY).entries > before
    jobs.cut_audit_log(timestamp=at(801))
    assert number(urls, told.format("not null")) == 0
    with as_owner(urls.owner), transaction.atomic():
        check_chains(at=NOON + 801 * DAY)


def test_holds_on_things_are_told(world: World) -> None:
    with scoped(world.everything):
        device = other_device(world, world.musterstadt, "70b3d57ed0000001")
        point = read_by(world, device)
    holds = {
        covers: hold(world, covers, thing_id)
        for covers, thing_id in (
            (Covers.INSTANCE, None),
            (Covers.DEVICE, device.id),
            (Covers.POINT, point.id),
            (Covers.ACCOUNT, world.rita.user.id),
        )
    }
    with scoped(world.everything):
        scope, day = world.everything, NOON + DAY
        assert holds_on(scope, at=day, device_ids=[device.id]) == [
            holds[Covers.DEVICE],
            holds[Covers.POINT],
        ]
        assert holds_on(scope, at=day, point_ids=[point.id]) == [holds[Covers.POINT]]
        rita = [world.rita.user.id]
        assert holds_on(scope, at=day, account_ids=rita) == [holds[Covers.ACCOUNT]]
        whole = holds_on(scope, at=day, tenant_ids=[world.musterstadt.id])
        assert whole == [holds[Covers.INSTANCE]]
        assert not holds_on(scope, at=day, tenant_ids=[world.nord.id])
        assert not holds_on(scope, at=UNTIL, device_ids=[device.id])
        assert not holds_on(world.nora.scope, at=day, device_ids=[device.id])


def test_a_hold_needs_a_reason_an_end_within_a_year_and_a_thing_of_the_instance(
    world: World,
) -> None:
    with scoped(world.everything):
        north = other_device(world, world.nord, "70b3d57ed0000001")
    for fields in (
        HoldFields(covers=Covers.INSTANCE, thing_id=None, reason=" ", until=UNTIL),
        HoldFields(
            covers=Covers.INSTANCE, thing_id=None, reason="x", until=NOON + 367 * DAY
        ),
        HoldFields(covers=Covers.INSTANCE, thing_id=None, reason="x", until=NOON),
        HoldFields(covers=Covers.DEVICE, thing_id=north.id, reason="x", until=UNTIL),
        HoldFields(covers=Covers.POINT, thing_id=0, reason="x", until=UNTIL),
    ):
        with scoped(world.olga.scope), pytest.raises(BadHold):
            set_hold(fields, by=world.olga, at=NOON)
    made = hold(world, Covers.INSTANCE)
    with pytest.raises(BadHold, match="is held already"):
        hold(world, Covers.INSTANCE)
    with scoped(world.olga.scope):
        prolong_hold(made.id, NOON + 370 * DAY, by=world.olga, at=NOON + 10 * DAY)
        lift_hold(made.id, by=world.olga, at=NOON + 11 * DAY)
        with pytest.raises(HoldIsOver):
            lift_hold(made.id, by=world.olga, at=NOON + 12 * DAY)
    nora = member(world.nora.user)
    with scoped(nora.scope), pytest.raises(LegalHold.DoesNotExist):
        lift_hold(made.id, by=nora, at=NOON)
