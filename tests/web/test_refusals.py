"""What the domains refuse, in the reader's language."""

from collections.abc import Callable

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
from progres.web.refusals import in_words
from tests.web.conftest import Browser
from tests.web.test_alarm_rules import RULE, new_url
from tests.web.test_device_types import NEW_TYPE
from tests.world import World


def german(browser: Browser, who: Membership) -> Client:
    client = browser(who)
    who.user.language = "de"
    who.user.save(update_fields=["language"])
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
            "nan is not a limit; use a number such as 21.5.",
            "nan ist keine Grenze; nötig ist eine Zahl wie 21,5.",
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
            "Höchstens 10 Adressen einer Regel können auf ihre Bestätigung warten;",
        ),
        (
            {"name": "warm\u200bund feucht"},
            "Das Feld „Name“ der Regel enthält nicht druckbare Zeichen;",
        ),
    ],
)
def test_a_german_reads_why_a_rule_is_refused(
    world: World, browser: Browser, changes: dict[str, str], words: str
) -> None:
    page = german(browser, world.olga).post(new_url(world), {**RULE, **changes})

    assert page.status_code == 200
    assert words in page.content.decode()
