"""What open pages are told is of instances in reach alone, with and without Python's help."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from tests.isolation.conftest import Estate
from tests.isolation.marks import foreign_in, foreign_marks
from tests.isolation.served import Served, stream
from tests.isolation.tree import HOMES, Home, reach_of_home

# Those above and beside come first, so that they would be told first.
ORDER = (*sorted(set(HOMES) - reach_of_home("own")), "child", "own")


@pytest.fixture(params=["served", "unscoped"])
def process(request: pytest.FixtureRequest) -> Served:
    found: Served = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize(
    ("channel", "event"), [("readings", "reading"), ("alarms", "alarm")]
)
def test_a_stream_tells_of_instances_in_reach_alone(
    channel: str, event: str, process: Served, estate: Estate
) -> None:
    own, child = estate.homes["own"], estate.homes["child"]
    browser = estate.reader("viewer", process).browser

    with stream(browser, f"/i/{own.tenant.id}/live/") as events:
        notify(estate, channel)
        told = [next(events), next(events)]

    assert {name for name, _ in told} == {event}
    assert {json.loads(data)["device"] for _, data in told} == {
        own.ids["device_id"],
        child.ids["device_id"],
    }
    marks = foreign_marks("viewer", estate.homes)
    assert not foreign_in("\n".join(data for _, data in told), marks)


@pytest.mark.parametrize("channel", ["readings", "alarms"])
def test_a_stream_of_somebody_limited_to_an_asset_tells_of_it_alone(
    channel: str, served: Served, estate: Estate
) -> None:
    own = estate.homes["own"]
    browser = estate.reader("viewer", served).browser

    with (
        limited_to(own.ids["asset_id"], estate.user_ids["viewer"], estate),
        stream(browser, f"/i/{own.tenant.id}/live/") as events,
    ):
        notify(estate, channel)
        _, data = next(events)

    assert json.loads(data)["device"] == own.ids["device_id"]  # though told last


@contextmanager
def limited_to(asset_id: object, user_id: int, estate: Estate) -> Iterator[None]:
    """Limit the role of an account to an asset until the block ends."""
    limit = "update account set asset_id = %s where id = %s"
    with psycopg.connect(estate.urls.owner, autocommit=True) as owner:
        owner.execute(limit, [asset_id, user_id])
        try:
            yield
        finally:
            owner.execute(limit, [None, user_id])


def test_the_number_of_open_alarms_counts_those_in_reach_alone(
    process: Served, estate: Estate
) -> None:
    own = estate.homes["own"]
    browser = estate.reader("viewer", process).browser

    with stream(browser, f"/i/{own.tenant.id}/live/") as events:
        notify(estate, "alarms")
        _, data = next(events)

    assert json.loads(data)["open_alarm_count"] == open_alarms(estate)


def notify(estate: Estate, channel: str) -> None:
    """Tell of a change of each instance's device, as front door and worker do."""
    with psycopg.connect(estate.urls.web, autocommit=True) as web:
        for home in map(estate.homes.__getitem__, ORDER):
            web.execute("select pg_notify(%s, %s)", [channel, _device(home)])


def open_alarms(estate: Estate) -> int:
    reach = [estate.homes[name].tenant.id for name in reach_of_home("own")]
    with psycopg.connect(estate.urls.owner) as owner:
        row = owner.execute(
            "select count(*) from alarm join device on device.id = alarm.device_id"
            " where alarm.tenant_id = any(%s) and cleared_at is null"
            " and deleted_at is null",
            [reach],
        ).fetchone()
    assert row is not None
    return int(row[0])


def _device(home: Home) -> str:
    return f"{home.tenant.id}:{home.ids['device_id']}"
