"""Every list comes as a file: what its page shows, in its order, harmless and noted."""

import io

import pytest
from asgiref.sync import async_to_sync
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from progres.audit.queries import Question, find_events
from progres.database.scope import scoped
from progres.devices.actions import register_many
from progres.devices.checks import DeviceFields
from progres.web.export_lists import LISTS
from progres.web.table_files import Form, TableFile, written
from tests.imports.setting import checked
from tests.metering.setting import make_point, put_in
from tests.web.conftest import Browser
from tests.web.test_imports import table_of
from tests.world import DEV_EUI, NOON, World


def address(world: World, view: str, tenant_id: int | None = None) -> str:
    kwargs = {"tenant_id": tenant_id or world.musterstadt.id}
    return reverse(f"web:{view}", kwargs=kwargs)


@pytest.mark.parametrize("listed", LISTS, ids=lambda listed: listed.name)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_every_list_has_a_file_of_what_is_in_reach_alone(
    site: object, browser: Browser, listed: object, form: str
) -> None:
    world = site.world  # type: ignore[attr-defined]
    for who, sees in ((world.olga, True), (world.nora, False)):
        home = who.tenant.id
        url = f"{address(world, listed.view_name, home)}?as={form}&state=all"  # type: ignore[attr-defined]
        response = browser(who).get(url)
        assert response.status_code == 200

        rows = rows_of(response) if form == "xlsx" else table_of(response)

        assert len(rows[0]) == len(listed.head)  # type: ignore[attr-defined]
        assert (len(rows) > 1) is (sees or listed.name == "users")  # type: ignore[attr-defined]
        told = str(rows)
        assert ("Musterstadt" in told or "Hallenbad" in told or sees) is sees
    stranger = browser(world.nora).get(address(world, listed.view_name))  # type: ignore[attr-defined]
    assert stranger.status_code == 404


def rows_of(response: object) -> list[tuple[object, ...]]:
    """Read a workbook."""

    async def read() -> bytes:
        return b"".join([part async for part in response.streaming_content])  # type: ignore[attr-defined]

    book = load_workbook(io.BytesIO(async_to_sync(read)()))
    return list(book.worksheets[0].iter_rows(values_only=True))


def test_the_file_follows_filters_and_order_and_is_noted_with_its_number(
    world: World, browser: Browser
) -> None:
    with scoped(world.olga.scope):
        register_many(
            [
                DeviceFields(dev_eui=f"70b3d57ed000{n:04x}", name=f"Fühler {n}")
                for n in range(1005)
            ],
            tenant=world.musterstadt,
            device_type=world.device_type,
            by=world.olga,
            at=NOON,
        )
    olga, url = browser(world.olga), address(world, "devices_export")

    rows = table_of(olga.get(f"{url}?q=Fühler&order=-name&as=csv"))

    names = [row[1] for row in rows[1:]]
    assert (names[0], names[-1], len(names)) == ("Fühler 1004", "Fühler 0", 1005)
    with scoped(world.olga.scope):
        question = Question(tenant_ids=world.olga.scope.tenant_ids)
        (event,) = [
            e
            for e in find_events(world.olga.scope, question, limit=50)
            if e.action == "list.exported"
        ]
    assert event.details == {"rows": 1005, "file_form": "csv"}
    assert len(table_of(olga.get(f"{url}?q=Raumfühler&as=csv"))) == 2
    assert len(table_of(olga.get(f"{url}?state=alarm&as=csv"))) == 1


def test_german_numbers_and_days_and_texts_that_are_no_formulas(
    world: World, browser: Browser
) -> None:
    with scoped(world.olga.scope):
        point = make_point(world)
        put_in(world, point)
        point.name = "=HYPERLINK(1)"
        point.transformer_factor = 1.5
        point.save()
    url = address(world, "measuring_points_export")
    olga = browser(world.olga)

    (line,) = table_of(olga.get(f"{url}?as=csv"))[1:]
    german = table_of(olga.get(f"{url}?as=csv-de"))
    (cells,) = rows_of(olga.get(f"{url}?as=xlsx"))[1:]

    assert line[0] == "'=HYPERLINK(1)"
    assert "1.5" in line
    (german_line,) = [";".join(row) for row in german[1:]]
    assert ["1", "5"][0] in german_line
    assert "30.01.2026 13:00:00" in german_line
    assert cells[0] == "=HYPERLINK(1)"  # a text, see its kind below
    assert 1.5 in cells
    assert DEV_EUI not in german_line


@pytest.mark.parametrize("form", [Form.GERMAN, Form.INTERNATIONAL])
@pytest.mark.parametrize("separator", ",;\t")
@pytest.mark.parametrize(
    "text",
    ["=1+1", "x,=1+1", "x;=1+1", "x\t@SUM(1)", 'x,"=1+1"', "x\n+1+1", "\t=1", "\r-1"],
)
def test_no_part_of_a_text_is_a_formula_whatever_separates_cells(
    form: Form, separator: str, text: str
) -> None:
    file = TableFile(
        name="list", head=["a", text], parts=lambda: iter([[[text, "b"]]]), form=form
    )

    read = b"".join(written(file)).decode().lstrip("\ufeff").replace("\r\n", "\n")

    for line in read.split("\n"):
        for cell in line.split(separator):
            assert cell.lstrip('"')[:1] not in set("=+-@\t\r"), line


def test_a_price_and_a_temperature_stay_as_they_are() -> None:
    file = TableFile(
        name="list",
        head=["a"],
        parts=lambda: iter([[["10,- Euro; -5 °C", -5.5]]]),
        form=Form.GERMAN,
    )

    assert b'"10,- Euro; -5 \xc2\xb0C";-5,5' in b"".join(written(file))


def test_headings_of_others_are_no_formulas_in_a_workbook(
    world: World, browser: Browser
) -> None:
    job = checked("DevEUI;Name;=1+1\n70B3;A;x\n", by=world.olga, at=timezone.now())
    page = reverse("web:import_errors", args=[world.musterstadt.id, job.id])

    answer = browser(world.olga).get(f"{page}?as=xlsx")

    async def read() -> bytes:
        return b"".join([part async for part in answer.streaming_content])  # type: ignore[attr-defined]

    sheet = load_workbook(io.BytesIO(async_to_sync(read)())).active
    assert sheet is not None
    assert [cell.data_type for cell in sheet[1]] == ["s"] * 5
