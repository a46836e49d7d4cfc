"""What the domains refuse and what is noted of messages, in the reader's language."""

from collections.abc import Callable
from datetime import timedelta

import psycopg
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from progres.accounts.membership import Membership
from progres.alarms.checks import RuleFields, checked_rule
from progres.devices.checks import (
    DeviceFields,
    DeviceTypeFields,
    checked_device,
    checked_key,
    checked_type,
)
from progres.kit.languages import language_problem
from progres.kit.refusal import Refusal
from progres.lns import chirpstack
from progres.ops.postgres import DatabaseUrls
from progres.web.refusals import in_words
from tests.ingest.front_door import Door, at_the_door
from tests.web.conftest import Browser
from tests.web.test_alarm_rules import RULE, new_url
from tests.web.test_device_types import NEW_TYPE
from tests.world import DEV_EUI, NOON, World, keep

DEVICE = {"devEui": DEV_EUI}


def german(browser: Browser, who: Membership) -> Client:
    client = browser(who)
    who.user.language = "de"
    keep(who.user)
    return client


def rule(**changes: object) -> RuleFields:
    fields = {"name": "Warm", "key": "t", "type": "outside", "low": 20.5, "high": 25.0}
    return RuleFields(**{**fields, **changes})  # type: ignore[arg-type] # of a test


@pytest.mark.parametrize(
    ("refused", "english", "words"),
    [
        (
            lambda: checked_rule(rule(low=30.25)),
            "The lower limit 30.25 must be below the upper one 25.0.",
            "Die untere Grenze 30,25 muss unter der oberen Grenze 25 liegen.",
        ),
        (
            lambda: checked_rule(rule(low=None)),
            "A rule of the kind 'outside' needs low and high, and no other limit.",
            "Zu einer Regel der Art „outside“ gehört low und high und keine andere"
            " Grenze.",
        ),
        (
            lambda: checked_rule(rule(high=float("nan"))),
            "nan is not a limit; use a number such as 21.5, at most a billion.",
            "nan ist keine mögliche Grenze; nötig ist eine Zahl wie 21,5, höchstens eine Milliarde.",
        ),
        (
            lambda: checked_rule(rule(name="")),
            "A rule needs a name of at most 100 characters.",
            "Das Feld „Name“ der Regel darf nicht leer sein und höchstens 100 Zeichen"
            " haben.",
        ),
        (
            lambda: checked_type(
                DeviceTypeFields(
                    manufacturer="M", model="1", value_specs=[{"key": "t", "kind": "x"}]
                )
            ),
            "'x' is not a kind of value; use one of gauge, counter, state, text, "
            "position.",
            "„x“ ist keine Art von Wert; möglich sind: gauge, counter, state, text,"
            " position.",
        ),
        (
            lambda: checked_type(DeviceTypeFields(manufacturer="M", model="")),
            "A device type needs a model of at most 100 characters.",
            "Das Feld „Modell“ des Gerätetyps darf nicht leer sein und höchstens 100"
            " Zeichen haben.",
        ),
        (
            lambda: checked_device(DeviceFields(dev_eui="70B3", name="Raum")),
            "'70B3' is not an EUI: it needs 16 hex digits, such as 70B3D57ED00612AB.",
            "„70B3“ ist keine EUI: Sie hat 16 Hex-Ziffern, zum Beispiel"
            " 70B3D57ED00612AB.",
        ),
        (
            lambda: checked_key("app_key", "70B3"),
            "The app_key is not a key: it needs 32 hex digits.",
            "Der Wert von app_key ist kein Schlüssel: Er muss 32 Hex-Ziffern haben.",
        ),
        (
            lambda: chirpstack.parse("up", b'{"deviceInfo": {}, "rxInfo": {}}'),
            "This message of ChirpStack is wrong at deviceInfo: object missing required"
            " field `devEui`.",
            "Diese Nachricht von ChirpStack hat einen Fehler (deviceInfo): das"
            " Pflichtfeld „devEui“ fehlt.",
        ),
        (
            lambda: chirpstack.parse("up", b'{"a": nein}'),
            "The body cannot be read as JSON (JSON is malformed: invalid character "
            "(byte 7)); ChirpStack sends one JSON object in UTF-8.",
            "Der Inhalt lässt sich nicht als JSON lesen (Fehler bei Byte 7: invalid"
            " character); ChirpStack sendet ein JSON-Objekt in UTF-8.",
        ),
    ],
)
def test_a_refusal_is_said_in_english_and_in_german(
    refused: Callable[[], object], english: str, words: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        refused()

    assert str(refusal.value) == english
    with translation.override("de"):
        assert in_words(refusal.value) == words


def test_a_refusal_that_is_no_exception_is_said_too() -> None:
    problem = language_problem("fr")

    assert problem is not None
    assert str(problem) == "'fr' is not a language of PROGRES; use 'de' or 'en'."
    with translation.override("de"):
        assert in_words(problem).startswith("„fr“ ist keine Sprache von PROGRES;")


def test_a_german_reads_why_a_codec_is_refused(world: World, browser: Browser) -> None:
    address = reverse("web:device_type_new", args=[world.musterstadt.id])
    source = "// " + "ä" * (300 * 1024)

    page = german(browser, world.olga).post(
        address, {**NEW_TYPE, "codec_source": source}
    )

    assert "Der Quelltext des Codecs hat 614403 Byte" in page.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"emails": "\n".join(f"a{n}@example.org" for n in range(11))},
            "Höchstens 10 Adressen einer Liste können auf ihre Bestätigung warten;",
        ),
        (
            {"name": "warm\u200bund feucht"},
            "Hier steht ein unsichtbares Zeichen;",
        ),
    ],
)
def test_a_german_reads_why_a_rule_is_refused(
    world: World, browser: Browser, changes: dict[str, str], words: str
) -> None:
    page = german(browser, world.olga).post(new_url(world), {**RULE, **changes})

    assert page.status_code == 200
    assert words in page.content.decode()


def deliver(
    world: World, urls: DatabaseUrls, event: str, body: dict[str, object], status: int
) -> str:
    """Send what is no uplink; return the problem that the front door answers."""
    told = []

    async def scenario(door: Door) -> None:
        path = f"/ingest/chirpstack/{world.connection.id}?event={event}"
        answer = await door.post(path, body, world.token)
        assert answer.status_code == status
        told.append(answer.json().get("problem", ""))

    at_the_door(urls, scenario)
    return str(told[0])


def connection_url(world: World) -> str:
    return reverse("web:connection", args=[world.musterstadt.id, world.connection.id])


def test_why_a_message_was_not_understood_is_told_in_both_languages(
    committed_world: World, database_urls: DatabaseUrls, browser: Browser
) -> None:
    world = committed_world
    body: dict[str, object] = {"deviceInfo": DEVICE, "rxInfo": {}}
    answered = deliver(world, database_urls, "up", body, 422)
    with psycopg.connect(database_urls.owner) as owner:
        row = owner.execute("select id from connection_message").fetchone()
    assert row
    one = reverse(
        "web:connection_message",
        args=[world.musterstadt.id, world.connection.id, row[0]],
    )

    english = "at rxInfo: expected a list or nothing, got an object."
    assert answered == f"This message of ChirpStack is wrong {english}"
    for address in (connection_url(world), one):
        page = browser(world.olga).get(address).content.decode()
        assert answered in page
        page = german(browser, world.olga).get(address).content.decode()
        assert (
            "Diese Nachricht von ChirpStack hat einen Fehler (rxInfo): erwartet wird"
            " eine Liste oder nichts, gesendet wurde ein Objekt."
        ) in page
        assert answered not in page


def test_what_a_network_server_reports_is_told_in_german_and_its_own_words_stay(
    committed_world: World, database_urls: DatabaseUrls, browser: Browser
) -> None:
    world = committed_world
    for event, facts in (
        ("status", {"margin": 12}),
        ("join", {"devAddr": "260B1F3C"}),
        (
            "log",
            {"level": "ERROR", "code": "UPLINK_MIC", "description": "Bad 100 % MIC"},
        ),
    ):
        deliver(world, database_urls, event, {"deviceInfo": DEVICE, **facts}, 200)

    address = reverse("web:device_radio", args=[world.musterstadt.id, world.device.id])
    page = german(browser, world.olga).get(address).content.decode()

    assert "Signalreserve 12 dB" in page
    assert "DevAddr 260b1f3c" in page
    assert "ERROR UPLINK_MIC: Bad 100 % MIC" in page


def test_a_note_that_was_stored_without_facts_is_shown_as_it_is(
    committed_world: World, database_urls: DatabaseUrls, browser: Browser
) -> None:
    world = committed_world
    with psycopg.connect(database_urls.owner) as owner:
        owner.execute(
            "insert into connection_message (tenant_id, connection_id, received_at,"
            " event, dev_eui, outcome, note, body)"
            " values (%s, %s, %s, 'status', '', 'noted', 'margin 12 dB', '')",
            [world.musterstadt.id, world.connection.id, NOON - timedelta(minutes=1)],
        )

    page = german(browser, world.olga).get(connection_url(world)).content.decode()

    assert "margin 12 dB" in page
