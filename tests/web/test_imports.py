"""Pages of imports: from the file to what came of it, and back."""

import csv
import io
from datetime import timedelta
from itertools import product

from asgiref.sync import async_to_sync
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from progres.devices.queries import search_devices
from progres.imports.actions import Choice
from progres.imports.models import ImportTemplate
from progres.imports.work import work_on_imports
from tests.imports.setting import TWO_DEVICES, TYPE, acting, checked, taken
from tests.web.conftest import Browser
from tests.world import World, keep

WRONG = (
    "DevEUI;Name;Typ;AppKey;Rest\n"
    f"70B3D57E;=A;{TYPE};c0ffee;0123456789ABCDEF0123456789ABCDEF\n"
    f"70B3D57ED0000102;B;{TYPE};;\n"
)


def address(world: World, name: str, **ids: int) -> str:
    kwargs = {"tenant_id": world.musterstadt.id, **ids}
    return reverse(f"web:{name}", kwargs=kwargs)


def uploaded(client: Client, world: World, content: str, **more: str) -> str:
    """Hand in a file; return where the columns are chosen."""
    form = {"kind": "devices", "tenant": str(world.musterstadt.id), **more}
    file = SimpleUploadedFile("liste.csv", content.encode())
    answer = client.post(address(world, "import_list"), {**form, "file": file})
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def table_of(response: object) -> list[list[str]]:
    """Read a file that is sent in parts."""

    async def read() -> bytes:
        return b"".join([part async for part in response.streaming_content])  # type: ignore[attr-defined]

    text = async_to_sync(read)().decode()
    return list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))


def test_a_file_becomes_devices_and_is_undone(world: World, browser: Browser) -> None:
    olga = browser(world.olga)
    columns = uploaded(olga, world, TWO_DEVICES)
    asked = olga.get(columns).text
    assert "Raumfühler A" in asked  # the first rows
    assert "0123456789abcdef" not in asked  # but no key

    form = {
        "column-dev_eui": "DevEUI",
        "column-name": "Gerätename",
        "column-device_type": "Gerätetyp",
        "existing": "skip",
        "remember": "Liste der Stadt",
    }
    page = olga.post(columns, form).headers["Location"]
    waiting = olga.get(page).text
    assert 'hx-trigger="every 1s"' in waiting
    assert work_on_imports(at=timezone.now()) == 1
    assert "Take in now" in olga.get(page).text
    olga.post(f"{page}run/")
    assert work_on_imports(at=timezone.now()) == 1

    done = olga.get(page).text

    assert "done" in done
    assert "To the devices" in done
    with acting(world.olga):
        device = search_devices(world.olga.scope, text="Raumfühler A").get()
    data = olga.get(address(world, "device_data", device_id=device.id)).text
    assert "liste.csv" in data
    assert "Olga Keller" in data
    again = uploaded(olga, world, TWO_DEVICES.replace("A", "C"))
    assert "Gerätename" in olga.get(again).text
    assert "Liste der Stadt" in olga.get(address(world, "import_list")).text
    assert "Undo the import?" in olga.get(f"{page}undo/").text
    olga.post(f"{page}undo/")
    assert work_on_imports(at=timezone.now()) == 1
    assert "undone" in olga.get(page).text
    with acting(world.olga):
        assert not search_devices(world.olga.scope, text="Raumfühler A").exists()


def test_errors_are_listed_and_come_as_a_file_without_keys(
    world: World, browser: Browser
) -> None:
    job = checked(WRONG, by=world.olga, at=timezone.now())
    page = address(world, "import", import_id=job.id)

    shown = browser(world.olga).get(page).text
    rows = table_of(browser(world.olga).get(f"{page}errors/"))

    assert "This is no key" in shown
    assert "needs 16 hex digits" in shown
    assert "c0ffee" not in shown
    assert "Take in now" not in shown
    assert rows[0] == ["DevEUI", "Name", "Typ", "AppKey", "Rest", "Row", "Errors"]
    assert rows[1][:6] == ["70B3D57E", "'=A", TYPE, "…", "…", "2"]
    assert "DevEUI:" in rows[1][6]
    assert len(rows) == 2


def test_errors_say_what_to_do_next(world: World, browser: Browser) -> None:
    olga = browser(world.olga)
    columns = uploaded(olga, world, "Name;DevEUI;Objekt\nFühler A;70B3;Wo anders\n")
    asked = olga.get(columns).text
    assert "The DevEUI is needed" in asked
    assert "School &gt; Cellar" in asked

    form = {"column-dev_eui": "DevEUI", "column-name": "Name", "column-asset": "Objekt"}
    chosen = {**form, "default-device_type": TYPE, "existing": "skip"}
    page = olga.post(columns, chosen).headers["Location"]
    assert work_on_imports(at=timezone.now()) == 1
    wrong = olga.get(page).text

    assert "nothing is taken in" in wrong
    assert "let missing assets be made" in wrong
    assert f'{address(world, "import_list")}?kind=devices"' in wrong


def test_three_hundred_errors_are_paged(world: World, browser: Browser) -> None:
    rows = "".join(f"70B3D5;Fühler {n};{TYPE}\n" for n in range(300))
    job = checked(f"DevEUI;Name;Typ\n{rows}", by=world.olga, at=timezone.now())
    page = address(world, "import", import_id=job.id)

    olga = browser(world.olga)
    first, last = olga.get(page).text, olga.get(f"{page}?page=6").text

    assert first.count("needs 16 hex digits") == 50
    assert "300 in 300 rows" in first
    assert "301" in last
    assert "?page=7" not in last


def test_what_cannot_be_read_is_said_beside_the_field(
    world: World, browser: Browser
) -> None:
    form = {"kind": "devices", "tenant": str(world.musterstadt.id)}
    olga = browser(world.olga)

    answers = [
        olga.post(
            address(world, "import_list"),
            {**form, "file": SimpleUploadedFile("liste.xls", content)},
        ).text
        for content in (
            b"\xd0\xcf\x11\xe0 old",
            b"PK\x03\x04 broken",
            b"\x00\x01\x02\x81\xff",
            b" ",
            b"70B3D57ED0000102;A\n",
        )
    ]

    assert ["old Excel" in answers[0], "no XLSX" in answers[1]] == [True, True]
    assert ["neither CSV" in answers[2], "is empty" in answers[3]] == [True, True]
    assert "has no headings" in answers[4]


def test_strangers_and_readers_see_no_import(world: World, browser: Browser) -> None:
    job = taken(TWO_DEVICES, by=world.olga, at=timezone.now())
    page = address(world, "import", import_id=job.id)
    theirs = reverse(
        "web:import", kwargs={"tenant_id": world.nord.id, "import_id": job.id}
    )

    assert browser(world.nora).get(page).status_code == 404
    assert browser(world.nora).get(theirs).status_code == 404
    assert browser(world.nora).post(f"{theirs}undo/").status_code == 404
    assert browser(world.rita).get(page).status_code == 403


def test_a_template_is_chosen_by_the_headings_and_forgotten(
    world: World, browser: Browser
) -> None:
    rows = f"A;B;C\n70B3D57ED0000102;B;{TYPE}\n"
    olga = browser(world.olga)
    columns = uploaded(olga, world, rows)
    form = {"column-dev_eui": "A", "column-name": "B", "column-device_type": "C"}
    olga.post(columns, {**form, "existing": "update", "remember": "Kurz"})

    again = olga.get(uploaded(olga, world, rows)).text

    assert again.count('<option value="A" selected>') == 1
    with acting(world.olga):
        template = ImportTemplate.objects.of(world.olga.scope).get()
    forget = address(world, "import_template_delete", template_id=template.id)
    olga.post(forget)
    assert (
        '<option value="A" selected>' not in olga.get(uploaded(olga, world, rows)).text
    )
    assert browser(world.nora).post(forget).status_code == 404


def test_the_sample_is_read_as_it_is(world: World, browser: Browser) -> None:
    for kind, language in product(("devices", "measuring_points"), ("de", "en")):
        olga = browser(world.olga)
        world.olga.user.language = language
        keep(world.olga.user)
        response = olga.get(f"{address(world, 'import_sample')}?kind={kind}&as=csv")
        head, row = table_of(response)
        content = "\n".join(";".join(line) for line in (head, row))
        job = checked(content, by=world.olga, kind=kind, at=timezone.now())

        assert len(job.mapping) == len(head)
        assert job.counts["errors"] <= 1  # an asset that is not there


def test_an_import_that_is_not_started_is_discarded(
    world: World, browser: Browser
) -> None:
    job = checked(TWO_DEVICES, by=world.olga, at=timezone.now())
    page = address(world, "import", import_id=job.id)

    browser(world.olga).post(f"{page}discard/")

    assert browser(world.olga).get(page).status_code == 404


def test_undoing_is_not_offered_after_its_time(world: World, browser: Browser) -> None:
    at = timezone.now() - timedelta(days=8)
    job = taken(TWO_DEVICES, by=world.olga, at=at, choice=Choice(mapping={}))
    page = address(world, "import", import_id=job.id)

    assert "Undo the import" not in browser(world.olga).get(page).text
    answer = browser(world.olga).post(f"{page}undo/", follow=True).text
    assert "that time is over" in answer
