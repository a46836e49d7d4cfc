"""What is in the instance that the browser visits, besides its device."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from tests.installation import Installation

Make = Callable[..., dict[str, object]]

# A legal hold on the device, counts of what it sent, and the proof of an erasure.
HELD = """
with hold as (
    insert into legal_hold (tenant_id, covers, thing_id, thing, reason, began_at, until)
    select tenant_id, 'device', id, name, 'Rechtsstreit 7 O 123/26', now(),
        now() + interval '90 days' from device limit 1
    returning tenant_id
), days as (
    insert into stored_day (tenant_id, place, kind, day, rows, bytes)
    select hold.tenant_id, 'reading', 'other_readings', current_date - n, 1440, 216000
    from hold, generate_series(0, 728) n
    returning 1
), runs as (
    insert into retention_run (kind, tenant_id, began_at, ended_at, rows)
    select 'mails', hold.tenant_id, now(), now(), 12 from hold
    returning 1
)
insert into erasure_proof (tenant_id, contract, contract_id, instance, erased_ids,
    confirmed_at, began_at, ended_at, ids, rows, digest)
select id, 'V-2020-001', 0, 'Stadtwerke Süd', '{7,8}', now(), now(), now(),
    jsonb_build_object('device', jsonb_build_object(
        'ids', 214, 'sha256', encode(sha256('device'), 'hex'))),
    '{"device": 214, "reading": 7400000}', encode(sha256('all'), 'hex')
from tenant where parent_id is null
returning id
"""


def furnish(make: Make, tenant: object, user: object) -> None:
    """A town hall, a measuring point and a request; `user` consumes there."""
    make_asset(make, tenant)
    make_point(make, tenant, user)
    make_request(make, tenant)


def make_asset(make: Make, tenant: object) -> None:
    """A town hall of a type of the instance's own."""
    asset_type = make(
        "/asset-types",
        tenant=tenant,
        name="Verwaltungsgebäude",
        fields=[
            {"key": "year_built", "label_de": "Baujahr", "kind": "number"},
            {"key": "heating", "kind": "choice", "choices": ["Gas", "Fernwärme"]},
        ],
    )
    make(
        "/assets",
        tenant=tenant,
        name="Rathaus",
        city="Musterstadt",
        asset_type=asset_type["id"],
        fields={"year_built": 1911, "heating": "Fernwärme"},
        latitude=52.52,
        longitude=13.4,
        contacts="Klara Lenz, 0123 456, klara.lenz@example.org",
    )


def make_point(make: Make, tenant: object, user: object) -> None:
    """A measuring point whose meter was exchanged, and whose calibration is over.

    Two consumed there one after the other; the present one is who signs in.
    """
    name = "Kaltwasser" + "anschlussraum" * 6  # as long as names are, without a gap
    point = make("/measuring-points", tenant=tenant, name=name, medium="water")
    for number, last, years in (
        ("8KAM0012345678", None, 4),
        ("8KAM0087654321", 150, 0),
    ):
        make(
            "/meter-exchanges",
            measuring_point=point["id"],
            meter_number=number,
            moment=(datetime.now(UTC) - timedelta(days=1 + years)).isoformat(),
            first_reading=100,
            last_reading=last,
            calibrated_until=2020,
        )
    for name, days, said in (("Partei A", 60, {}), ("Partei B", 9, {"user": user})):
        make(
            "/occupancies",
            measuring_point=point["id"],
            name=name,
            since=(datetime.now(UTC) - timedelta(days=days)).isoformat(),
            ends_former=True,
            reference="K-4711",
            **said,
        )


def make_request(make: Make, tenant: object) -> None:
    """A letter of a tenant who wants to know what is measured in her flat."""
    make(
        "/privacy-requests",
        tenant=tenant,
        kind="access",
        channel="letter",
        received_on=datetime.now(UTC).date().isoformat(),
        name="Klara Lenz",
        email="klara.lenz@example.org",
        wish="Welche Messwerte aus meiner Wohnung haben Sie gespeichert?",
    )


def import_with_errors(place: Installation, key: str, tenant: object) -> None:
    rows = b"DevEUI;Name;Typ\n70B3D5;Flur;Raum 1\n70B3D57ED1000009;;Raum 1\n"
    place.api(
        "POST",
        "/imports",
        key,
        {
            "tenant": tenant,
            "kind": "devices",
            "file_name": "liste mit einem langen namen.csv",
            "content": base64.b64encode(rows).decode(),
        },
    )
