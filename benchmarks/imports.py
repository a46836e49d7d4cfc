"""How long 50,000 devices take from a file to the database, and 100,000 back into one."""

import asyncio
import csv
import io
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from _house import house

if TYPE_CHECKING:
    from progres.accounts.membership import Membership

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DEVICES = 50_000
HEAD = (
    *("DevEUI", "Name", "Gerätetyp", "Objekt", "Standort", "Einbauort"),
    *("Breitengrad", "Längengrad", "Seriennummer", "Zählernummer", "AppKey", "Notizen"),
)

DATA = """
insert into tenant (id, parent_id, name, short_name, language, time_zone, created_at)
values (1, null, 'Instanz', 'i', 'de', 'Europe/Berlin', now());
insert into device_type (id, tenant_id, shared, manufacturer, model, codec_source,
    value_specs, expected_interval, created_at)
select n, 1, true, 'Muster Sensorik', 'Raum ' || n,  '', '[]', '15 min', now()
from generate_series(1, 8) n;
insert into account (id, tenant_id, email, password, first_name, last_name, language,
    role, is_active, created_at)
select 1, 1, 'olga@example.org', '', 'Olga', 'Keller', 'de', 'platform-admin', true, now();
"""


def devices_csv(count: int, *, start: int = 0) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(HEAD)
    for n in range(start, start + count):
        writer.writerow(
            [
                f"{0x70B3D57ED0000000 + n:016X}",
                f"Raumfühler {n}",
                f"Muster Sensorik Raum {1 + n % 8}",
                f"Schule {n % 400} › Raum {n % 60}",
                f"Schule {n % 400}",
                f"Raum {n % 60}",
                f"{52 + n % 1000 / 1000:.4f}".replace(".", ","),
                f"{13 + n % 1000 / 1000:.4f}".replace(".", ","),
                f"S{n}",
                f"1KLM{n:010}",
                f"{n:032x}",
                "Aus der Liste der Stadt",
            ]
        )
    return text.getvalue().encode()


def devices_xlsx(count: int, *, start: int = 0) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Geräte")
    for row in csv.reader(
        io.StringIO(devices_csv(count, start=start).decode()), delimiter=";"
    ):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def timed(name: str, rows: int, work: Callable[[], object]) -> None:
    began = time.perf_counter()
    work()
    took = time.perf_counter() - began
    print(f"{name:60} {took:6.1f} s, {rows / took:9,.0f} rows/s", flush=True)


def main() -> None:
    with house() as owner:
        owner.execute(DATA.encode())
        measure()


def measure() -> None:
    from progres.imports.rules import Existing

    by = someone()
    content = devices_csv(DEVICES)
    print(f"{len(content) / 1e6:.1f} MB of CSV")
    imported(by, content, "new, CSV")
    again = imported(by, content, "there already, CSV", Existing.UPDATE)
    undone(by, again, "undo of what was there")
    first = imported(by, devices_xlsx(DEVICES, start=DEVICES), "new, XLSX")
    for form in ("csv-de", "xlsx"):
        exported(by, form)
    undone(by, first, "undo of what was new")


def someone() -> "Membership":
    from django.db import transaction

    from progres.accounts.gate import get_membership
    from progres.accounts.lookups import account_of
    from progres.accounts.membership import Origin

    with transaction.atomic():
        user = account_of(1)
        assert user is not None
        return get_membership(user, 1, origin=Origin(), at=NOW)


def work() -> object:
    from progres.imports.work import work_on_imports

    return work_on_imports(at=NOW)


def imported(
    by: "Membership", content: bytes, name: str, existing: str = "skip"
) -> int:
    from django.db import transaction

    from progres.database.scope import scoped
    from progres.imports.actions import (
        Choice,
        choose_columns,
        run_import,
        upload_file,
    )

    with transaction.atomic(), scoped(by.scope):
        job = upload_file(
            content, file_name=name, kind="devices", tenant=by.tenant, by=by, at=NOW
        )
        choice = Choice(mapping=job.mapping, makes_assets=True, existing=existing)
        choose_columns(job.id, choice, by=by, at=NOW)
    timed(f"{name}: check", DEVICES, work)
    with transaction.atomic(), scoped(by.scope):
        run_import(job.id, by=by, at=NOW)
    timed(f"{name}: take in", DEVICES, work)
    return job.id


def undone(by: "Membership", import_id: int, name: str) -> None:
    from django.db import transaction

    from progres.database.scope import scoped
    from progres.imports.actions import undo_import

    with transaction.atomic(), scoped(by.scope):
        undo_import(import_id, by=by, at=NOW)
    timed(name, DEVICES, work)


def exported(by: "Membership", form: str) -> None:
    from django.db import transaction
    from django.http import QueryDict

    from progres.database.scope import scoped
    from progres.web.export_devices import DEVICES as LISTED
    from progres.web.exports import parts_of, streamed
    from progres.web.table_files import Form, TableFile

    with transaction.atomic(), scoped(by.scope):
        ids = list(LISTED.find(by, QueryDict()))
    file = TableFile(
        name="devices",
        head=[str(heading) for heading in LISTED.head],
        parts=partial(parts_of, LISTED, by, ids),
        form=Form(form),
    )

    async def read() -> int:
        content = streamed(file, language="de", zone="Europe/Berlin")
        return sum([len(part) async for part in content])

    timed(f"export as {form}", len(ids), lambda: asyncio.run(read()))


if __name__ == "__main__":
    main()
