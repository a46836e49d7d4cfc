"""How long the tree of instances and the switcher take with 2,000 instances."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from _house import house, report

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CUSTOMERS = 100  # right below the operator, each with a chain of two and 17 beside
INSTANCES = 2_000
USERS = 20_000
DEVICES = 100_000

DATA = """
insert into tenant (id, parent_id, name, short_name, language, time_zone, created_at,
    quota_devices)
select n, case when n = 1 then null when n <= {customers} + 1 then 1
        when n <= 2 * {customers} + 1 then n - {customers}
        else 2 + n % {customers} end,
    'Instanz ' || n, 'i' || n, 'de', 'Europe/Berlin', now(),
    case when n % 10 = 0 then 1000 end
from generate_series(1, {instances}) n;
insert into contract (tenant_id, number, kind, starts_on, agreed_accounts, grace_days,
    created_at)
select n, 'V-' || n, 'managed', '2026-01-01', 1000, 30, now()
from generate_series(2, {customers} + 1) n;
insert into account (id, tenant_id, password, email, first_name, last_name, role,
    language, is_active, created_at)
select n, 1 + n % {instances}, '', 'p' || n || '@example.org', 'Klara', 'Lenz',
    case when n % {instances} = 0 then 'platform-admin' else 'viewer' end, 'de', true,
    now()
from generate_series(1, {users}) n;
insert into device (id, tenant_id, dev_eui, join_eui, name, sort_key, status,
    serial_number, meter_number, measuring_location, site, installation_place, notes,
    created_at, deleted_at, device_type_id)
select n, 1 + n % {instances}, lpad(to_hex(n), 16, '0'), '', 'Gerät ' || n, 'gerat',
    'registered', '', '', '', '', '', '', now(), null, 1
from generate_series(1, {devices}) n;
"""
TYPE = """
insert into device_type (id, tenant_id, shared, manufacturer, model, codec_source,
    value_specs, expected_interval, created_at)
values (1, 1, true, 'Muster Sensorik', 'Raum', '', '[]', '15 min', now());
"""


def main() -> None:
    with house() as owner:
        facts = {
            "customers": CUSTOMERS,
            "instances": INSTANCES,
            "users": USERS,
            "devices": DEVICES,
        }
        tenants, rest = DATA.split("insert into contract", 1)
        owner.execute(tenants.format(**facts).encode())
        owner.execute(TYPE)
        owner.execute(("insert into contract" + rest).format(**facts).encode())
        owner.execute("vacuum analyze")
        measure()


def measure() -> None:
    """Pages whole, from the request to the last byte, as the operator sees them."""
    from django.db import transaction
    from django.test import Client

    from progres.accounts.gate import get_membership
    from progres.accounts.lookups import account_of
    from progres.accounts.membership import Origin

    with transaction.atomic():
        operator = account_of(INSTANCES)
    assert operator is not None
    client = Client(headers={"host": "localhost"})
    client.force_login(operator)

    def membership() -> None:
        with transaction.atomic():
            get_membership(operator, 1, origin=Origin(), at=NOW)

    report("gate to an instance", membership)
    for name, path, question in (
        ("tree, first page", "instances/", {}),
        ("tree, second page", "instances/", {"page": "2"}),
        ("tree, one branch", "instances/2/below/", {}),
        ("tree, searched", "instances/", {"q": "instanz 17"}),
        ("tree, searched for all", "instances/", {"q": "i"}),
        ("one instance", "instances/2/", {}),
        ("move, all offered", "instances/2/move/", {}),
        ("switcher, opened", "instances/places/", {}),
        ("switcher, searched", "instances/places/", {"q": "1999"}),
        ("device list (its frame)", "devices/", {}),
    ):
        report(name, _page(client, path, question))


def _page(client: Any, path: str, question: dict[str, str]) -> Callable[[], None]:
    def opened() -> None:
        response = client.get(f"/i/1/{path}", question)
        assert response.status_code == 200, response.status_code

    return opened


if __name__ == "__main__":
    main()
