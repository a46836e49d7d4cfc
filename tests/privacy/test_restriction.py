"""What is restricted is kept, and neither seen, given out nor judged until it is lifted."""

from collections.abc import Sequence

import psycopg
import pytest
from django.db import transaction
from django.test import Client

from progres.accounts.actions import create_api_key
from progres.database.scope import scoped
from progres.ops.postgres import DatabaseUrls
from progres.privacy.models import PersonRequest
from progres.privacy.restriction import lift
from progres.readings.queries import raw_series
from tests.alarms.setting import alarms, feed, mails, make_rule, work
from tests.privacy.asking import MOMENTS, OWN, ask, carry_out, lived_there
from tests.world import NOON, World

OTHERS = [hours for hours in MOMENTS if hours not in OWN]


@transaction.atomic
def seen(world: World, *, use: str | None = None) -> list[float]:
    """The values that a chart shows, in order of time."""
    scope = world.rita.scope
    with scoped(scope, use=use):
        [series] = raw_series(
            scope,
            world.device.id,
            ["temperature"],
            start=min(MOMENTS.values()),
            end=NOON.replace(year=2100),
        )
    return [float(str(point[1])) for point in series.points]


@pytest.mark.parametrize(
    ("uses", "shown", "exported"),
    [
        ("[]", OTHERS, OTHERS),
        ('["show"]', OTHERS, list(MOMENTS)),
        ('["export"]', list(MOMENTS), OTHERS),
        ('["mail", "evaluate"]', list(MOMENTS), list(MOMENTS)),
    ],
)
def test_readings_are_hidden_for_what_is_restricted_and_come_back(
    committed_world: World,
    database_urls: DatabaseUrls,
    uses: str,
    shown: Sequence[float],
    exported: Sequence[float],
) -> None:
    request = ask(database_urls, lived_there(committed_world), "restriction", uses=uses)
    assert seen(committed_world) == list(MOMENTS)
    carry_out(database_urls, request)
    assert seen(committed_world) == shown
    assert seen(committed_world, use="export") == exported
    assert seen(committed_world, use="claims") == list(MOMENTS)  # Art. 18(2)
    with psycopg.connect(database_urls.owner) as owner:
        [(kept,)] = owner.execute("select count(*) from reading").fetchall()
    assert kept == len(MOMENTS)
    with transaction.atomic(), scoped(committed_world.olga.scope):
        whose = PersonRequest.objects.of(committed_world.olga.scope).get(id=request)
        lift(whose, reason="settled", by=committed_world.olga, at=NOON)
    assert seen(committed_world) == list(MOMENTS)
    assert seen(committed_world, use="export") == list(MOMENTS)


def test_programs_get_nothing_that_is_restricted(
    committed_world: World, database_urls: DatabaseUrls, client: Client
) -> None:
    request = ask(database_urls, lived_there(committed_world), "restriction")
    carry_out(database_urls, request)
    key = create_api_key(
        email=committed_world.olga.user.email,
        name="Leitstelle",
        read_only=True,
        expires_at=None,
        at=NOON,
    )
    answer = client.get(
        f"/api/v1/devices/{committed_world.device.id}/readings",
        {"keys": "temperature", "from": "2020-01-01T00:00:00Z"},
        headers={"authorization": f"Bearer {key}"},
    )
    assert answer.status_code == 200
    points = answer.json()["series"][0]["points"]
    assert [point[1] for point in points] == OTHERS


@pytest.mark.parametrize(
    ("uses", "raised", "mailed"),
    [("[]", 0, 0), ('["evaluate"]', 0, 0), ('["mail"]', 1, 0), ('["show"]', 1, 1)],
)
def test_alarms_do_not_judge_and_mails_do_not_tell_what_is_restricted(
    committed_world: World,
    database_urls: DatabaseUrls,
    uses: str,
    raised: int,
    mailed: int,
) -> None:
    request = ask(database_urls, lived_there(committed_world), "restriction", uses=uses)
    carry_out(database_urls, request)
    make_rule(committed_world, emails=[committed_world.olga.user.email])
    feed(database_urls.ingest, committed_world.device, (1, 45.0))
    assert work() == 1
    assert len(alarms(committed_world)) == raised
    told = [mail for mail in mails(committed_world) if mail.kind == "alarm.raised"]
    assert len(told) == mailed


def test_a_person_is_hidden_from_pages_while_restricted(
    committed_world: World, database_urls: DatabaseUrls, client: Client
) -> None:
    request = ask(database_urls, lived_there(committed_world), "restriction")
    rita = committed_world.rita.user
    with psycopg.connect(database_urls.owner) as owner:
        owner.execute(
            "update person_request set user_id = %s where id = %s", [rita.id, request]
        )
    proof = carry_out(database_urls, request)
    assert proof["tables"] == {
        "reading_restriction": 1,
        "account": 1,
        "occupancy": 1,
    }
    client.force_login(committed_world.olga.user)
    page = client.get(f"/i/{committed_world.musterstadt.id}/users/").content.decode()
    assert committed_world.olga.user.email in page
    assert rita.email not in page


def test_whoever_lifts_or_uses_what_is_restricted_says_why(
    committed_world: World, database_urls: DatabaseUrls, client: Client
) -> None:
    request = ask(database_urls, lived_there(committed_world), "restriction")
    carry_out(database_urls, request)
    client.force_login(committed_world.olga.user)
    address = f"/i/{committed_world.bad.id}/privacy/requests/{request}/restriction/"

    refused = client.post(address, {"what": "use", "reason": " "})
    assert refused["Content-Type"].startswith("text/html")
    given = client.post(address, {"what": "use", "reason": "Klage 7 O 12/26"})
    rows = given.content.decode().splitlines()[1:]
    assert [float(row.rsplit(",", 1)[1]) for row in rows] == list(OWN)
    assert seen(committed_world) == OTHERS  # only once, and for that alone
    client.post(address, {"what": "lift", "reason": "erledigt"})
    assert seen(committed_world) == list(MOMENTS)
    assert "nichts eingeschränkt" in client.get(address).content.decode()
    with psycopg.connect(database_urls.owner) as owner:
        noted = owner.execute(
            "select action, details ->> 'reason' from audit_entry where action in"
            " ('person_request.used', 'person_request.lifted') order by id"
        ).fetchall()
    assert noted == [
        ("person_request.used", "Klage 7 O 12/26"),
        ("person_request.lifted", "erledigt"),
    ]
