"""Residents see the consumption of their own time, and no other page and value."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from progres.accounts.access import Role
from progres.accounts.actions import create_user
from progres.accounts.membership import Membership
from progres.accounts.role_actions import create_role
from progres.api.app import api
from progres.audit.rules import PLATFORM
from progres.database.scope import scoped
from progres.metering.checks import Exchange
from progres.metering.exchanges import exchange_meter
from progres.metering.models import Occupancy
from progres.metering.occupancies import move_in
from progres.metering.occupancy_checks import OccupancyFields
from tests.metering.setting import (
    FIRST,
    make_counter_type,
    make_point,
    make_reader,
    put_in,
)
from tests.readings.setting import prepare, store
from tests.web.addresses import pages
from tests.web.conftest import Browser
from tests.world import NOON, PASSWORD, World, keep, member

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
OWN = {"web:own_consumption", "web:own_occupancy", "web:own_occupancy_file"}
ELSEWHERE = {"web:live"}  # a stream, which test_streams.py asks
OWN_ENDPOINTS = {"/own-consumption", "/own-consumption/{occupancy_id}/series"}


class Flat:
    """One flat of which first Rita and then Petra is told, each with an account.

    A month before the change Rita's register was at 1000; she used 21 and Petra 700.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        prepare(world, last=NOON + 4 * DAY)
        role = create_role(
            name="Bewohner",
            permissions=["own_consumption.view"],
            tenant=world.musterstadt,
            by=world.olga,
            at=NOON,
        )
        petra = create_user(
            email="petra@example.org",
            first_name="Petra",
            last_name="Herbst",
            password=PASSWORD,
            role=Role.VIEWER,
            tenant=world.musterstadt,
            by=PLATFORM,
            at=NOON,
        )
        for user in (world.rita.user, petra):
            user.role = role.slug
            keep(user)
        self.people = {"rita": member(world.rita.user), "petra": member(petra)}
        self.point = make_point(world)
        self.device = make_reader(world, make_counter_type(world))
        put_in(
            world,
            self.point,
            replace(FIRST, moment=NOON, first_reading=1000, key="volume"),
            device=self.device,
        )
        change = NOON + 36 * HOUR  # midnight of the second day in UTC
        self.occupancies: dict[str, Occupancy] = {}
        for name, since in (("rita", NOON), ("petra", change)):
            self.occupancies[name] = move_in(
                self.point.id,
                OccupancyFields(
                    name=f"Wohnung 3, {name}",
                    since=since,
                    user_id=self.people[name].user.id,
                ),
                ends_former=True,
                by=world.otto,
                at=NOON,
            )
        for hours, value in ((1, 1007), (35, 1021), (37, 1100), (50, 1300)):
            self.send(hours, value)
        exchange_meter(
            self.point.id,
            Exchange(
                moment=NOON + 60 * HOUR,
                number="2",
                last_reading=1500,
                first_reading=50,
                key="volume",
                device_id=self.device.id,
            ),
            by=world.olga,
            at=NOON + 5 * DAY,
        )
        self.send(70, 350)

    def send(self, hours: float, value: float, *, late: bool = False) -> None:
        at, volume = NOON + hours * HOUR, {"volume": value}
        store(self.world, at, volume, device_id=self.device.id, late=late)

    def address(self, name: str, whose: str) -> str:
        kwargs: dict[str, int] = {"tenant_id": self.world.musterstadt.id}
        if name != "web:own_consumption":
            kwargs["occupancy_id"] = self.occupancies[whose].id
        return reverse(name, kwargs=kwargs)


@pytest.fixture
def flat(world: World) -> Iterator[Flat]:
    with transaction.atomic(), scoped(world.everything):
        yield Flat(world)


def everything_shown(flat: Flat, client: Client, whose: str) -> str:
    """What a resident can open of an occupancy, in one text."""
    series = f"/api/v1/own-consumption/{flat.occupancies[whose].id}/series"
    period = "from=2026-02-01T00:00:00Z&to=2026-04-01T00:00:00Z"
    asked = [
        flat.address("web:own_occupancy", whose),
        flat.address("web:own_occupancy", whose) + "?month=2026-03",
        flat.address("web:own_occupancy_file", whose) + "?as=csv",
        flat.address("web:own_occupancy_file", whose) + "?as=csv&month=2026-03",
        f"{series}?{period}",
        *(f"{series}?{period}&buckets={buckets}" for buckets in (1, 2, 9, 60, 2000)),
    ]
    return "\n".join(text_of(client.get(address)) for address in asked)


def text_of(response: object) -> str:
    assert response.status_code == 200, response  # type: ignore[attr-defined]
    if response.streaming:  # type: ignore[attr-defined]
        content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
        return content.decode()
    return str(response.content.decode())  # type: ignore[attr-defined]


def numbers_in(text: str) -> set[float]:
    return {float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)}


def test_residents_see_their_own_time_and_nothing_of_the_other(
    flat: Flat, browser: Browser
) -> None:
    rita = browser(flat.people["rita"])
    petra = browser(flat.people["petra"])

    for_rita = everything_shown(flat, rita, "rita")
    for_petra = everything_shown(flat, petra, "petra")

    registers = {1000, 1007, 1021, 1100, 1300, 1500, 350, 50}
    assert not registers & numbers_in(for_rita + for_petra)
    assert "2026-03-01,7.0" in for_rita
    assert "2026-03-02,14.0" in for_rita or "2026-03-03,14.0" in for_rita
    # 200 until the exchange, 200 to it and 300 after it; of Rita's 21 there is nothing.
    assert "2026-03-01,700.0" in for_petra
    assert not {7.0, 14.0, 21.0} & numbers_in(counted(for_petra))
    assert not {200.0, 400.0, 700.0} & numbers_in(counted(for_rita))


def counted(text: str) -> str:
    """The series and the files alone: a page holds other numbers."""
    return "\n".join(
        re.sub(r"\d{4}-\d\d-\d\d(T[\d:]+Z)?", "", line)
        for line in text.splitlines()
        if line.startswith(("{", "2026"))
    )


def test_what_comes_late_is_shown_to_whose_time_it_was(
    flat: Flat, browser: Browser
) -> None:
    flat.send(35.5, 1033, late=True)
    flat.send(36.5, 1040, late=True)

    rita = everything_shown(flat, browser(flat.people["rita"]), "rita")
    petra = everything_shown(flat, browser(flat.people["petra"]), "petra")

    assert "2026-03-01,33.0" in rita
    assert "2026-03-01,760.0" in petra


def test_the_occupancy_of_somebody_else_is_not_there(
    flat: Flat, browser: Browser
) -> None:
    for who, whose in (("rita", "petra"), ("petra", "rita")):
        client = browser(flat.people[who])
        other = flat.occupancies[whose].id
        for address in (
            flat.address("web:own_occupancy", whose),
            flat.address("web:own_occupancy_file", whose),
            f"/api/v1/own-consumption/{other}/series",
        ):
            assert client.get(address).status_code == 404, address
        listed = client.get("/api/v1/own-consumption").json()
        assert [one["id"] for one in listed] == [flat.occupancies[who].id]
        own = client.get(flat.address("web:own_consumption", who)).text
        assert flat.address("web:own_occupancy", who) in own
        assert flat.address("web:own_occupancy", whose) not in own


def test_residents_start_at_their_consumption_and_open_nothing_else(
    flat: Flat, browser: Browser
) -> None:
    rita = browser(flat.people["rita"])
    start = rita.get(f"/i/{flat.world.musterstadt.id}/")
    opened = {
        name: rita.get(reverse(name, kwargs=dict.fromkeys(held, "7") | in_own(flat)))
        for name, held in pages().items()
        if "tenant_id" in held and name not in OWN and "kind" not in held
        if name not in ELSEWHERE and not {"dev_eui", "tile", "z", "row"} & set(held)
    }

    assert start.headers["Location"] == flat.address("web:own_consumption", "rita")
    wrong = {
        name: answer.status_code
        for name, answer in opened.items()
        if answer.status_code not in {302, 403, 404, 405}
    }
    assert wrong == {}
    assert len(opened) > 120


def in_own(flat: Flat) -> dict[str, object]:
    return {"tenant_id": flat.world.musterstadt.id}


def test_residents_ask_no_endpoint_but_their_own(flat: Flat, browser: Browser) -> None:
    rita = browser(flat.people["rita"])
    paths = api.get_openapi_schema(path_prefix="")["paths"]

    wrong = {
        path: answer.status_code
        for path, known in paths.items()
        if "get" in known and path not in OWN_ENDPOINTS
        if (answer := rita.get(f"/api/v1{re.sub(r'{[a-z_]+}', '7', path)}")).status_code
        not in {403, 404}
    }

    assert wrong == {}


def test_a_resident_may_be_an_account_without_anything(
    world: World, browser: Browser
) -> None:
    everybody: Membership = world.rita
    address = reverse("web:own_consumption", args=[world.musterstadt.id])

    assert "Nothing is linked" in browser(everybody).get(address).text
