"""With the scoping of Python switched off, row-level security alone shows nothing foreign."""

from collections.abc import Mapping

import psycopg
import pytest
from psycopg import sql

from tests.isolation.conftest import Estate
from tests.isolation.marks import foreign_in, foreign_marks
from tests.isolation.served import Served
from tests.world import OPERATOR_ID

PEOPLE = ("platform-admin", "viewer")
# What shows things of all instances as soon as nothing keeps it from that.
LISTS = {
    "web:device_list",
    "web:alarm_list",
    "web:rule_list",
    "web:device_type_list",
    "web:connection_list",
    "web:unassigned_list",
    "web:user_list",
    "web:audit",
    "web:audit_export",
    "web:outbox",
    "web:places",
    "web:device",
    "web:device_uplink",
    "web:connection_message",
    "web:mail_as_sent",
    "GET /tenants",
    "GET /api-keys",
    "GET /display-tokens",
    "GET /users",
    "GET /device-types",
    "GET /devices",
    "GET /devices/{device_id}/latest",
    "GET /devices/{device_id}/readings",
    "GET /devices/{device_id}/uplinks",
    "GET /connections",
    "GET /unassigned-uplinks",
    "GET /gateways",
    "GET /alarm-rules",
    "GET /alarms",
    "GET /audit-events",
}
# Of these, what instances above share is seen.
CATALOGUES = {
    *(
        "device_type",
        "asset_type",
        "gateway",
        "gateway_count",
        "gateway_health",
        "gateway_hour",
        "gateway_period",
        "privacy_details",
    ),
    *("own_role", "sign_in_rule", "stored_file", "support_access"),
    "retention_policy",
    "resolution_policy",
}
OF_CUSTOMERS = {"contract", "contract_account"}  # the operator has none with itself
OWNED = """
select c.relname, attname from pg_class c join pg_attribute a on a.attrelid = c.oid
where relkind in ('r', 'p') and not relispartition
and relnamespace = 'public'::regnamespace
and (attname = 'tenant_id' or c.relname = 'tenant' and attname = 'id')
and has_table_privilege('progres_web', c.oid, 'select') = %s
"""


def shown(person: str, served: Served, estate: Estate) -> Mapping[str, list[str]]:
    """What shows something foreign to a person of `own`, with the instances."""
    reader = estate.reader(person, served)
    marks = foreign_marks(person, estate.homes)
    found: dict[str, list[str]] = {}
    for things in ("own", "sibling", "group"):
        for name, place, answer in reader.read(
            estate.homes["own"], estate.homes[things]
        ):
            assert answer.status < 500, (place, served.log())
            if foreign := foreign_in(answer.text, marks, asked=place):
                found.setdefault(name, []).extend(foreign)
    return found


def test_a_wall_screen_shows_nothing_foreign(
    served: Served, unscoped: Served, estate: Estate
) -> None:
    homes = estate.homes
    place = f"/display/{homes['own'].ids['secret']}/"

    answers = [process.browser().ask("GET", place) for process in (served, unscoped)]

    for answer in answers:
        assert answer.status == 200
        assert homes["own"].word in answer.body
        assert not foreign_in(answer.text, foreign_marks("viewer", homes), asked=place)


@pytest.mark.parametrize("person", PEOPLE)
def test_no_page_and_no_endpoint_shows_anything_foreign(
    person: str, unscoped: Served, estate: Estate
) -> None:
    assert shown(person, unscoped, estate) == {}


def test_without_walls_the_same_would_show_it(
    open_house: Served, estate: Estate
) -> None:
    assert set(shown("platform-admin", open_house, estate)) >= LISTS


def test_no_table_gives_a_row_of_another_instance_to_a_transaction_with_a_scope(
    estate: Estate,
) -> None:
    # Where nobody from above has acted, whose name would be seen by design.
    homes = estate.homes
    reach, above = {homes["cousin"].tenant.id}, {homes["operator"].tenant.id}
    marks = foreign_marks("cousin", homes)
    with psycopg.connect(estate.urls.web) as web:
        web.execute(
            "select set_config('progres.tenants', %s, true),"
            " set_config('progres.ancestors', %s, true)",
            [_array(reach), _array(above)],
        )
        tables = web.execute(OWNED, [True]).fetchall()
        owners = {name: _owners(web, name, column) for name, column in tables}
        texts = {name: _everything(web, name) for name in owners}

    assert {
        name: ids
        for name, ids in owners.items()
        if not reach <= ids <= (reach | above if name in CATALOGUES else reach)
    } == {}
    assert {n: f for n, text in texts.items() if (f := foreign_in(text, marks))} == {}


def test_no_table_gives_any_row_to_a_transaction_without_a_scope(
    estate: Estate,
) -> None:
    with psycopg.connect(estate.urls.web) as web:
        tables = [name for name, _ in web.execute(OWNED, [True])]
        given = [name for name in tables if _everything(web, name)]

    assert tables
    assert not given


def test_every_instance_has_something_in_every_table(estate: Estate) -> None:
    everybody = {home.tenant.id for home in estate.homes.values()}
    with psycopg.connect(estate.urls.owner) as owner:
        tables = owner.execute(OWNED, [True]).fetchall()
        tables += owner.execute(OWNED, [False]).fetchall()
        lacking = {
            name
            for name, column in tables
            if not everybody
            <= _owners(owner, name, column)
            | ({OPERATOR_ID} if name in OF_CUSTOMERS else set())
        }

    assert not lacking


def _everything(web: psycopg.Connection, table: str) -> str:
    query = "select coalesce(string_agg(t::text, ''), '') from {} t"
    row = web.execute(sql.SQL(query).format(sql.Identifier(table))).fetchone()
    assert row is not None
    return str(row[0])


def _owners(web: psycopg.Connection, table: str, column: str) -> set[int]:
    query = sql.SQL("select distinct {} from {}")
    names = sql.Identifier(column), sql.Identifier(table)
    return {number for (number,) in web.execute(query.format(*names))}


def _array(ids: set[int]) -> str:
    return "{" + ",".join(map(str, ids)) + "}"
