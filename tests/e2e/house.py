"""What stands in the installation that the browser visits."""

import base64
import json
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import LiteralString
from urllib.request import Request, urlopen

import psycopg

from progres.ops.postgres import urls_of
from tests.e2e.furnishing import (
    HELD,
    furnish,
    import_with_errors,
)
from tests.installation import EMAIL, Installation

DEV_EUI = "70b3d57ed1000001"
OTHER_EUI = "70b3d57ed1ffffff"
FORMER_EUI = "24e124710c14ffff"
OUTSIDER = "hausmeister@example.net"
CODEC = """function decodeUplink(input) {
  return {data: {temperature: input.bytes[0], battery: input.bytes[1]}};
}
"""
VALUES = [
    {
        "key": "temperature",
        "label_de": "Temperatur",
        "label_en": "Temperature",
        "unit": "°C",
        "kind": "gauge",
    },
    {
        "key": "battery",
        "label_de": "Batterie",
        "label_en": "Battery",
        "unit": "%",
        "kind": "gauge",
    },
]


# What is sent by forms alone: a document and the plan of the town hall, photos, and the
# picture of the device type.
FILES = """
insert into stored_file (tenant_id, asset_id, device_id, device_type_id,
    measuring_point_id, meter_id, use, name, caption, taken_on, media_type, size, content, thumbnail, created_at,
    width, height)
(select tenant_id, id, null::int, null::int, null::int, null::int, 'file',
    'Brandschutzordnung mit einem langen Namen.txt', '', null::date, 'text/plain', 4,
    'Text'::bytea, null::bytea, now(), null::int, null::int
from asset limit 1)
union all
select p.*, 'Schrank.png', 'Schrank im Keller, geöffnet und beleuchtet',
    '2026-03-01', 'image/png', 67, png, png, now(), 600, 600
from (
    (select tenant_id, id, null::int, null::int, null::int, null::int, 'plan'
    from asset limit 1)
    union all
    (select tenant_id, null, id, null, null, null, 'photo' from device limit 1)
    union all
    (select tenant_id, null, null, id, null, null, 'picture' from device_type limit 1)
    union all
    (select tenant_id, null, null, null, measuring_point_id, id, 'photo' from meter
    order by id desc limit 1)
) p, (select decode('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDw'
    || 'ADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64') png) pixel
returning id
"""


@dataclass
class House:
    """The installation with the ids of what is in it."""

    place: Installation
    key: str
    tenant: int
    device_type: int
    device: int
    connection: int
    rule: int
    token: str
    display: str
    alarm: int = 0
    sent: int = field(default=0)

    def ask(self, query: LiteralString) -> str:
        """Ask the database as its owner for one value."""
        with psycopg.connect(urls_of(self.place.data_dir).owner) as owner:
            row = owner.execute(query).fetchone()
        assert row is not None
        return str(row[0])

    def wait_for(self, query: LiteralString, answer: str) -> None:
        """Wait until the worker has done what makes the database answer so."""
        pause = threading.Event()
        for _ in range(100):
            if self.ask(query) == answer:
                return
            pause.wait(0.1)
        raise AssertionError(f"'{query}' did not become {answer} within 10 s.")

    def furnish(self) -> None:
        """Keep files; hang the device in the town hall, and put it on the plan."""
        self.ask(FILES)
        self.ask(HELD)
        asset = int(self.ask("select min(id) from asset"))
        self.place.api("PATCH", f"/devices/{self.device}", self.key, {"asset": asset})
        spot = {"device": self.device, "x": 0.4, "y": 0.7}
        self.place.api("PUT", f"/assets/{asset}/plan", self.key, {"places": [spot]})

    def run_job(self, name: str, *, times: int = 1) -> None:
        """Let the worker do at once what it does every minute, and wait for it."""
        with psycopg.connect(urls_of(self.place.data_dir).owner) as owner:
            owner.execute(
                "insert into procrastinate_jobs (task_name, queue_name, args)"
                " select 'progres:' || %s, 'default',"
                " jsonb_build_object('timestamp', extract(epoch from now())::bigint)"
                " from generate_series(1, %s)",
                [name, times],
            )
        self.wait_for(
            "select count(*) from procrastinate_jobs where status in ('todo', 'doing')",
            "0",
        )

    def mailed(self, step: LiteralString) -> str:
        """Return the secret of the newest mailed link such as …/confirm/SECRET/."""
        return self.ask(
            "select substring(text from '/" + step + "/([^/]+)/') from mail"  # noqa: S608
            " where text like '%/" + step + "/%' order by id desc limit 1"
        )

    def measure(self, temperature: int, dev_eui: str = DEV_EUI) -> None:
        """Send an uplink as ChirpStack does; it is stored when this returns."""
        self.sent += 1
        body: dict[str, object] = {
            "deduplicationId": f"delivery {self.sent}",
            "time": datetime.now(UTC).isoformat(),
            "deviceInfo": {"devEui": dev_eui},
            "devAddr": "00189440",
            "dr": 5,
            "fCnt": self.sent,
            "fPort": 1,
            "data": base64.b64encode(bytes([temperature, 88])).decode(),
            "rxInfo": [{"gatewayId": "0016c001ff10abcd", "rssi": -80, "snr": 5}],
            "txInfo": {"frequency": 868100000},
        }
        self.tell("up", body)

    def tell(self, event: str, body: dict[str, object]) -> None:
        """Send an event as ChirpStack does; it is stored when this returns."""
        request = Request(
            f"{self.place.url}/ingest/chirpstack/{self.connection}?event={event}",
            data=json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}"},
        )
        with urlopen(request, timeout=20) as answer:
            assert answer.status == 200


def build_house(place: Installation) -> House:
    """Make an instance with a device, a connection and a rule through the API."""
    key = place.make_operator()

    def make(path: str, **facts: object) -> dict[str, object]:
        made: dict[str, object] = place.api("POST", path, key, facts)
        return made

    tenant = make("/tenants", name="Stadtwerke Nord", short_name="nord")["id"]
    make("/tenants", name="Hallenbad", short_name="bad", parent=tenant)
    make(
        "/gateways",
        tenant=tenant,
        eui="0016c001ff10abcd",
        name="Rathaus Turm",
        site="Marktplatz 1",
        contacts="Klara Lenz, 0123 456",
    )
    make(
        "/contracts",
        tenant=tenant,
        number="V-2026-017",
        starts_on="2026-01-01",
        ends_on=f"{datetime.now(UTC).date() + timedelta(days=30)}",
        agreed_accounts=10,
    )
    kind = make(
        "/device-types",
        tenant=tenant,
        manufacturer="Muster Sensorik",
        model="Raum 1",
        codec={"language": "javascript", "source": CODEC},
        values=VALUES,
        expected_interval_s=600,
    )["id"]
    device = make(
        "/devices",
        tenant=tenant,
        dev_eui=FORMER_EUI,
        name="Serverraum",
        device_type=kind,
        tags=["Los 3", "Rathaus"],
        attributes={"Schrank": "12"},
    )["id"]
    make(f"/devices/{device}/exchanges", dev_eui=DEV_EUI, note="Batterie war leer")
    gone = make(
        "/devices", tenant=tenant, dev_eui=FORMER_EUI, name="Archiv", device_type=kind
    )["id"]
    place.api("DELETE", f"/devices/{gone}", key)
    connection = make(
        "/connections", tenant=tenant, kind="chirpstack", name="ChirpStack Nord"
    )
    rule = make(
        "/alarm-rules",
        tenant=tenant,
        name="Serverraum zu warm",
        device=device,
        key="temperature",
        condition={"type": "above", "high": 30, "hysteresis": 2},
        severity="major",
        emails=[EMAIL, OUTSIDER],
    )["id"]
    make(
        "/users",
        tenant=tenant,
        email="klara.lenz@example.org",
        first_name="Klara",
        last_name="Lenz",
        role="viewer",
    )
    furnish(make, tenant, place.api("GET", "/me", key)["id"])
    import_with_errors(place, key, tenant)
    make("/roles", tenant=tenant, name="Hausmeister", permissions=["alarms.view"])
    display = make(
        "/display-tokens",
        tenant=tenant,
        name="Foyer",
        shown="overview",
        expires_at=(datetime.now(UTC) + timedelta(days=1)).isoformat(),
    )
    house = House(
        place=place,
        key=key,
        tenant=int(str(tenant)),
        device_type=int(str(kind)),
        device=int(str(device)),
        connection=int(str(connection["id"])),
        rule=int(str(rule)),
        token=str(connection["token"]),
        display=str(display["url"]).rstrip("/").rpartition("/")[2],
    )
    house.ask(
        "insert into access_grant (tenant_id, user_id, role, created_at)"
        " select tenant.id, min(account.id), 'viewer', now() from tenant, account"
        " where tenant.short_name = 'nord' group by tenant.id returning id"
    )
    house.furnish()
    house.measure(35)
    house.measure(20)
    house.alarm = _alarm_that_is_over(house)
    house.measure(21)
    house.measure(20, OTHER_EUI)
    house.tell("status", {"deviceInfo": {"devEui": DEV_EUI}, "margin": 7})
    return house


def _alarm_that_is_over(house: House) -> int:
    """Wait until the worker has raised and cleared the first alarm; return its id."""
    pause = threading.Event()
    for _ in range(100):
        alarms = house.place.api("GET", "/alarms?state=cleared", house.key)["items"]
        if alarms:
            number: int = alarms[0]["id"]
            return number
        pause.wait(0.1)
    raise AssertionError("No alarm was raised and cleared within 10 s.")
