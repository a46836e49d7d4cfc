"""QR labels to print, and QR codes that fill in the form of a new device."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.web.label_pdf import SHEETS, Label, labels_as_pdf
from tests.web.conftest import Browser
from tests.web.test_device_list import more_devices
from tests.world import DEV_EUI, World

CODE = "LW:D0:70B3D57ED0000001:24E124710C140009:AB120003:SS-77"


@pytest.fixture
def olga(world: World, browser: Browser) -> Client:
    return browser(world.olga)


def page(world: World, name: str, **ids: int) -> str:
    return reverse(f"web:{name}", kwargs={"tenant_id": world.musterstadt.id, **ids})


def labels(world: World, query: str) -> str:
    return f"{page(world, 'device_labels')}?{query}"


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


@pytest.mark.parametrize("code", ["page", "tr005"])
def test_labels_of_all_that_match_fill_sheets(
    world: World, olga: Client, code: str
) -> None:
    more_devices(world, 29)
    said = {"sheet": "70x36", "start": "20", "code": code}

    answer = olga.post(labels(world, "all=1"), said)

    assert answer["Content-Type"] == "application/pdf"
    assert pages_of(answer.content) == 3  # 5 and 24 and 1
    with scoped(world.olga.scope):
        entries = AuditEntry.objects.of(world.olga.scope)
        entry = entries.get(action="device.labels_printed")
    assert entry.details == {"count": 30}


@pytest.mark.parametrize("sheet", SHEETS.values())
def test_a_label_holds_long_names_and_foreign_letters(sheet: object) -> None:
    label = Label(
        code="x" * 200,
        title="Prüfstand Łódź 水 Hauptverteilung-Süd-Ost " * 3,
        lines=[DEV_EUI.upper(), "Straße der Äpfel 12 " * 5],
    )

    pdf = labels_as_pdf([label], sheet, start=1)  # type: ignore[arg-type] # of SHEETS

    assert pdf.startswith(b"%PDF-")
    assert b"BitstreamVeraSans" in pdf
    assert b"/FontFile2" in pdf


def test_a_place_that_the_sheet_does_not_have_is_refused(
    world: World, olga: Client
) -> None:
    said = {"sheet": "105x74", "start": "9", "code": "page"}

    html = olga.post(labels(world, f"id={world.device.id}"), said).content.decode()

    assert "This sheet has 8 labels." in html


def test_strangers_print_nothing_of_others(world: World, browser: Browser) -> None:
    address = reverse("web:device_labels", args=[world.nord.id])
    said = {"sheet": "70x36", "start": "1", "code": "page"}

    html = browser(world.nora).post(f"{address}?id={world.device.id}", said)

    assert "No device is chosen" in html.content.decode()
    assert browser(world.rita).get(labels(world, "all=1")).status_code == 403


def test_a_code_fills_in_the_form_and_suggests_the_type(
    world: World, olga: Client
) -> None:
    with scoped(world.olga.scope):
        world.device_type.profile_id = "ab120001"
        world.device_type.save()

    html = olga.post(
        page(world, "device_new"), {"read": "1", "code": CODE, "name": "Neu"}
    ).content.decode()

    for value in ("24e124710c140009", "70b3d57ed0000001", "S-77", "Neu"):
        assert f'value="{value}"' in html
    assert f'<option value="{world.device_type.id}" selected>' in html
    assert "Not saved yet" not in html


def test_a_code_that_is_none_says_what_would_be_one(world: World, olga: Client) -> None:
    html = olga.post(
        page(world, "device_new"), {"read": "1", "code": "EUI 12", "name": "Neu"}
    ).content.decode()

    assert "is not the code of a device" in html
    assert 'value="Neu"' in html
