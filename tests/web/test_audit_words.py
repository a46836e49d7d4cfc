"""Every action of the code has its sentence, and every sentence its action."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils.translation import override

from progres.audit.queries import Event
from progres.audit.rules import ERASED, EXPIRED
from progres.web.audit_sentences import told
from progres.web.audit_words import GROUPS, SENTENCES, actions_of, group_of

ACTION = re.compile(r"[a-z_]+\.[a-z_]+")
# Functions that pass an action on, by the place of the action among what they are given.
WRITERS = {
    "record": 0,
    "record_about": 0,
    "record_many": 0,
    "_note": 0,
    "_record": 0,
    "note_view": 1,
    "note_list": 1,
}


def actions_in(source: str) -> Iterator[str]:
    """Find the actions that a source writes; a name stands for one passed on."""
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            place = WRITERS.get(call.func.id)
            if place is None or len(call.args) <= place:
                continue
            match call.args[place]:
                case ast.Constant(value=str(action)):
                    yield action
                case passed_on:
                    assert ast.unparse(passed_on) == "action", ast.unparse(call)


def written() -> set[str]:
    """Every action that the code can write."""
    found = {EXPIRED, ERASED}
    for path in Path("src/progres").rglob("*.py"):
        found.update(actions_in(path.read_text()))
    return found


def test_every_action_has_words_and_all_words_have_an_action() -> None:
    actions = written()

    assert all(ACTION.fullmatch(action) for action in actions)
    assert actions == SENTENCES.keys()


@pytest.mark.parametrize("action", SENTENCES)
def test_every_sentence_is_one_in_both_languages(action: str) -> None:
    sentences = []
    for language in ("de", "en"):
        with override(language):
            sentences.append(told(event(action)).sentence)

    assert sentences[0] != sentences[1]
    assert all(sentence.endswith(".") for sentence in sentences)


def test_every_action_stands_in_one_group() -> None:
    grouped = [action for group in GROUPS for action in actions_of(group)]

    assert sorted(grouped) == sorted(SENTENCES)
    assert group_of("device.viewed") == "views"


def event(action: str = "alarm_rule.changed", **details: object) -> Event:
    return Event(
        id=1,
        at=datetime(2026, 3, 1, 12, tzinfo=UTC),
        tenant_id=1,
        action=action,
        actor_id=7,
        actor="Olga Keller",
        ip="192.0.2.1",
        browser="Firefox",
        browser_version="140.0",
        system="Linux",
        target_type="alarm_rule",
        target_id="3",
        target="Zu warm",
        details=details,
        is_empty=False,
    )


@pytest.mark.parametrize(
    ("details", "german", "english"),
    [
        (
            {"high": [60.0, 80.0], "unit": "°C"},
            "Olga Keller hat bei „Zu warm“ die Obergrenze von 60 auf 80\u202f°C geändert.",
            "Olga Keller changed the upper limit of “Zu warm” from 60 to 80\u202f°C.",
        ),
        (
            {"low": [None, 5.5]},
            "Olga Keller hat bei „Zu warm“ die Untergrenze auf 5,5 gesetzt.",
            "Olga Keller set the lower limit of “Zu warm” to 5.5.",
        ),
        (
            {"enabled": [True, False]},
            "Olga Keller hat bei „Zu warm“ den Schalter von ein auf aus geändert.",
            "Olga Keller changed the switch of “Zu warm” from on to off.",
        ),
        (
            {"hold": [0.0, 600.0]},
            "Olga Keller hat bei „Zu warm“ die Dauer von 0\u202fs auf 10\u202fmin geändert.",
            "Olga Keller changed the duration of “Zu warm” from 0\u202fs to 10\u202fmin.",
        ),
        (
            {"recipients": [["a@example.org"], []]},
            "Olga Keller hat bei „Zu warm“ die Empfänger von a@example.org auf niemand "
            "geändert.",
            "Olga Keller changed the recipients of “Zu warm” from a@example.org to "
            "nobody.",
        ),
        (
            {"name": ["Warm", ""]},
            "Olga Keller hat bei „Zu warm“ den Namen entfernt, bisher Warm.",
            "Olga Keller removed the name of “Zu warm”, which was Warm.",
        ),
        (
            {"permissions": [["gateways.view"], ["alarms.view", "gateways.view"]]},
            "Olga Keller hat bei „Zu warm“ die Rechte von Gateways sehen auf Alarme und "
            "Alarmregeln sehen; Gateways sehen geändert.",
            "Olga Keller changed the rights of “Zu warm” from See gateways to See alarms "
            "and alarm rules; See gateways.",
        ),
    ],
)
def test_one_changed_field_is_a_sentence(
    details: dict[str, object], german: str, english: str
) -> None:
    changed = replace(event(), details=details)
    with override("de"):
        assert told(changed).sentence == german
    with override("en"):
        assert told(changed).sentence == english


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [("de", "31.12.2027", "31.12.2027 23:59"), ("en", "31 Dec 2027", None)],
)
def test_times_are_written_as_the_reader_does(
    language: str, day: str, moment: str | None
) -> None:
    with override(language):
        sentence = told(event("contract.changed", ends_on=["", "2027-12-31"])).sentence
        end = told(event("grant.changed", expires_at=["", "2027-12-31T22:59+00:00"]))

    assert day in sentence
    assert (moment or day) in end.sentence


def test_several_changed_fields_stand_below_the_sentence() -> None:
    with override("en"):
        words = told(event(name=["Warm", "Zu warm"], high=[None, 30], unit="°C"))

    assert words.sentence == "Olga Keller changed the alarm rule “Zu warm”."
    assert [(c.field, c.before, c.after) for c in words.rest] == [
        ("the name", "Warm", "Zu warm"),
        ("the upper limit", "", "30\u202f°C"),
    ]
    assert words.agent == "Firefox 140.0, Linux"


def test_what_is_long_is_no_part_of_a_sentence() -> None:
    with override("en"):
        words = told(event("device_type.changed", codec_source=["a" * 200, "b" * 200]))

    assert words.sentence == "Olga Keller changed the device type “Zu warm”."
    assert not words.rest[0].is_short
