"""The documents of data protection, from their pages."""

from io import BytesIO

import psycopg
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import Settings

from progres.accounts.sign_in_rules import set_rule
from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.kit.env import parse_smtp_url
from progres.kit.languages import LANGUAGES
from progres.ops.postgres import DatabaseUrls
from progres.privacy.document_actions import keep_all_current
from progres.privacy.documents.facts import DocumentKind
from progres.tenants.models import Tenant
from tests.web.conftest import Browser, browser
from tests.web.parts import body_of
from tests.world import NOON, World

__all__ = ["browser"]  # the fixture

SAID = {
    "controller": "Wasserwerk Musterstadt GmbH",
    "address": "Wasserweg 1\n12345 Musterstadt",
    "contact": "datenschutz@example.org",
    "officer": "Dora Muster, dora@example.org",
    "authority": "Landesbeauftragte für den Datenschutz",
    "data_centre": "Rechenhaus AG, Musterhausen",
    "processors": "Druckhaus | Beispiel GmbH, Briefe",
    "third_countries": "none",
    "transfers": "",
    "instructions": "Die Amtsleitung, schriftlich",
    "further_measures": "Abgeschlossene Räume",
}


def place(tenant: Tenant, kind: str = "notice", language: str = "en") -> str:
    ids = {"tenant_id": tenant.id, "document": kind, "language": language}
    return reverse("web:document", kwargs=ids)


def enter(client: Client, tenant: Tenant, **changes: str) -> str:
    """Send what a controller says of itself; return the answer's page."""
    url = reverse("web:privacy_details", kwargs={"tenant_id": tenant.id})
    return client.post(url, {**SAID, **changes}, follow=True).text


def test_what_is_entered_stands_in_the_notice_and_the_change_is_shown(
    world: World, browser: Browser
) -> None:
    olga, home = browser(world.olga), world.musterstadt
    assert "Not entered yet." in olga.get(place(home)).text
    assert "not complete" in olga.get(f"/i/{home.id}/privacy/documents/").text

    assert "not complete" not in enter(olga, home)

    page = olga.get(place(home)).text
    for text in ("Wasserwerk Musterstadt GmbH", "Dora Muster", "Rechenhaus AG"):
        assert text in page
    assert "Version 2 of" in page
    added = "<td>Wasserwerk Musterstadt GmbH  </td>"
    assert 'class="line-added"' in page
    assert added in page
    assert page.count('class="line-removed"') == 5  # what was not entered yet
    old = olga.get(f"{place(home)}?version=1").text
    assert "This is an older version" in old
    assert "Wasserwerk Musterstadt" not in old
    assert olga.get(f"{place(home)}?version=9").status_code == 404
    assert "Version 3 of" not in olga.get(place(home)).text  # nothing has changed

    enter(olga, home, officer="Emil Muster")
    assert "<td>Emil Muster</td>" in olga.get(place(home)).text
    far = olga.get(f"{place(home)}?version=3&against=1").text
    assert "What changed since version 1" in far
    assert added in far


def test_a_setting_of_the_platform_changes_the_notice(
    world: World, browser: Browser, settings: Settings
) -> None:
    olga, url = browser(world.olga), place(world.musterstadt)
    settings.MAIL_SERVER = None
    assert "no mails leave the platform" in olga.get(url).text

    settings.MAIL_SERVER = parse_smtp_url("smtps://bot:secret@mail.example.org:465")
    page = olga.get(url).text

    assert (
        "<td>- The mail server mail.example.org, which hands over mails.</td>" in page
    )
    assert "secret" not in page


def test_third_countries_are_none_only_if_somebody_said_so(
    world: World, browser: Browser
) -> None:
    olga, home = browser(world.olga), world.musterstadt
    none = "No data are passed on to countries outside the EEA"
    assert none not in olga.get(place(home)).text

    refused = enter(olga, home, third_countries="some")
    assert "Name the third countries" in refused
    enter(olga, home, third_countries="some", transfers="Schweiz, angemessen")
    assert "Schweiz, angemessen" in olga.get(place(home)).text
    enter(olga, home)
    assert none in olga.get(place(home)).text


def test_the_public_notice_is_computed_unless_the_operator_wrote_one(
    world: World, browser: Browser
) -> None:
    otto = browser(world.otto)
    enter(otto, world.operator, controller="Betreiber Beispiel GmbH")
    reader = Client(headers={"Accept-Language": "de"})

    page = reader.get("/privacy").text
    assert "Betreiber Beispiel GmbH" in page
    assert "Wenn Sie eine Seite aufrufen" in page
    assert "progres_session" in page
    assert "Die Messwerte des Geräts zeigen" not in page  # it has none of its own

    ids = {"tenant_id": world.operator.id, "kind": "privacy", "language": "de"}
    otto.post(reverse("web:legal_text", kwargs=ids), {"body": "Eigene Worte."})
    own = reader.get("/privacy").text
    assert "Eigene Worte." in own
    assert "/privacy/computed" in own
    assert "Betreiber Beispiel GmbH" in reader.get("/privacy/computed").text


def test_a_customers_documents_name_the_operator_as_processor(
    world: World, browser: Browser
) -> None:
    enter(browser(world.otto), world.operator, controller="Betreiber Beispiel GmbH")
    rita = browser(world.olga)

    record = rita.get(place(world.musterstadt, "record")).text
    assert "Processor (Art. 30(2))" in record
    assert "Betreiber Beispiel GmbH" in record
    agreement = rita.get(place(world.musterstadt, "agreement")).text
    assert "Druckhaus | Beispiel GmbH, Briefe" in agreement  # sub-processors
    assert "Die Amtsleitung, schriftlich" in agreement
    assert "readings and meter readings" in agreement
    page = browser(world.nora).get(place(world.musterstadt, "record"))
    assert page.status_code == 404


def test_the_record_comes_as_a_workbook_and_everything_as_pdf(
    world: World, browser: Browser
) -> None:
    olga, home = browser(world.olga), world.musterstadt
    enter(olga, home, officer="<b> Dora & Co | " + "x" * 2000)
    for kind in DocumentKind:
        for language in LANGUAGES:
            file = olga.get(f"{place(home, kind, language)}file/")
            assert file.content.startswith(b"%PDF-")
            assert ".pdf" in file.headers["Content-Disposition"]
    book = olga.get(f"{place(home, 'record', 'de')}file/?as=xlsx")
    rows = list(load_workbook(BytesIO(body_of(book))).worksheets[0].values)
    assert rows[0][0] == "Zweck"
    assert "Die Messwerte des Geräts zeigen und auswerten." in [row[0] for row in rows]
    text = olga.get(f"{place(home, 'assessment', 'de')}file/?as=md").content.decode()
    assert "## Muss die Aufsichtsbehörde konsultiert werden (Art. 36)?" in text
    assert olga.get(f"{place(home, 'notice')}file/?as=xlsx").status_code == 404


def measure(page: str, name: str) -> str:
    """The state of a measure on its page."""
    found = page.partition(f"<strong>{name}</strong>")[2].partition("State: ")[2]
    return found.partition("<br")[0].strip()


@pytest.mark.parametrize(
    ("name", "setting", "on", "off"),
    [
        (
            "Encrypted transport (TLS)",
            "BASE_URL",
            "https://iot.example.org",
            "http://localhost:8000",
        ),
        (
            "Failed sign-ins are held back",
            "ACCOUNT_RATE_LIMITS",
            {"login_failed": "5/m"},
            {},
        ),
        ("Rules for passwords", "PASSWORD_HASHERS", ["a.Argon2"], ["a.MD5"]),
        (
            "Mails handed over encrypted",
            "MAIL_SERVER",
            parse_smtp_url("smtps://mail.example.org"),
            parse_smtp_url("smtp://mail.example.org"),
        ),
    ],
)
def test_a_measure_that_a_setting_switches_off_is_said_to_be_off(
    world: World,
    browser: Browser,
    settings: Settings,
    name: str,
    setting: str,
    on: object,
    off: object,
) -> None:
    olga, url = browser(world.olga), place(world.musterstadt, "measures")
    setattr(settings, setting, on)
    assert measure(olga.get(url).text, name).strip() == "in effect"

    setattr(settings, setting, off)

    page = olga.get(url).text
    assert measure(page, name) == "<strong>off</strong>"
    assert "<td>  State: **off**  </td>" in page  # in what has changed


def test_the_second_factor_is_off_until_somebody_needs_one(
    world: World, browser: Browser
) -> None:
    olga, url = browser(world.olga), place(world.musterstadt, "measures")
    name = "Second factor at sign-in"
    assert measure(olga.get(url).text, name) == "<strong>off</strong>"

    with scoped(world.olga.scope):
        set_rule(everybody=False, roles=["viewer"], by=world.olga, at=NOON)

    assert measure(olga.get(url).text, name) == "in effect"
    assert "People with 1 role need one." in olga.get(url).text


def test_a_table_without_walls_is_told(
    committed_world: World, browser: Browser, database_urls: DatabaseUrls
) -> None:
    olga = browser(committed_world.olga)
    url = place(committed_world.musterstadt, "measures")
    name = "Instances kept apart by the database (row-level security)"
    assert measure(olga.get(url).text, name) == "in effect"

    with psycopg.connect(database_urls.owner, autocommit=True) as owner:
        owner.execute("alter table privacy_details no force row level security")
        try:
            page = olga.get(url).text
        finally:
            owner.execute("alter table privacy_details force row level security")

    assert measure(page, name) == "<strong>off</strong>"
    assert "Tables of instances are without it." in page


def test_the_daily_job_keeps_what_has_changed_and_nothing_else(
    world: World, browser: Browser, settings: Settings
) -> None:
    olga, url = browser(world.olga), place(world.musterstadt, "measures")
    settings.AUDIT_SINK = None
    olga.get(url)
    keep_all_current(at=timezone.now())
    assert keep_all_current(at=timezone.now()) == 0

    settings.BASE_URL = "https://iot.example.org"

    # Measures, annex and template of the operator and of Musterstadt, in two languages.
    assert keep_all_current(at=timezone.now()) == 12
    assert "Version 2 of" in olga.get(url).text
    with scoped(world.olga.scope):
        entries = AuditEntry.objects.filter(
            action="document.changed", target="measures", tenant_id=world.musterstadt.id
        )
        assert entries.count() == 4
