"""What the box to try a codec makes of payloads."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import translation

from progres.codecs.outcome import OTHER_PROBLEMS, PROBLEM_CODES, problem_of
from progres.ops.postgres import DatabaseUrls
from progres.web.codec_words import (
    detail_of,
    problem_in_words,
    stored_detail,
    stored_problem_in_words,
)
from progres.web.trial import MOST_AT_ONCE, Trial, try_codec
from tests.codecs.jobs import LOOPING, codec_workers
from tests.ingest.front_door import rows
from tests.web.conftest import Browser
from tests.world import CODEC, NOON, VALUE_SPECS, World

SESSIONS = "select from pg_stat_activity where usename = 'progres_web'"
PAYLOAD = bytes.fromhex("00d5 50 01")


def tried(source: str) -> Trial:
    specs = [{"unit": "", "label_en": "", **spec} for spec in VALUE_SPECS]
    return try_codec(source, specs, f_port=1, payload=PAYLOAD, at=NOON)


def problem_in_english(source: str) -> str:
    with translation.override("en"):  # threads begin with the installation's own
        return tried(source).problem


def test_decoded_values_bear_the_labels_and_units_of_the_type() -> None:
    temperature, battery, window = tried(CODEC).values

    assert (temperature.label, temperature.value, temperature.unit) == (
        "Temperature",
        21.3,
        "°C",
    )
    assert battery.value == 80
    assert window.value is True


def test_a_key_that_the_type_does_not_describe_is_marked() -> None:
    trial = tried("function decodeUplink() { return {data: {air: {co2: 700}}}; }")

    assert [(v.key, v.known) for v in trial.values] == [("air.co2", False)]
    assert trial.missing == ["temperature", "battery", "open"]


def test_warnings_of_the_codec_are_told() -> None:
    trial = tried(
        "function decodeUplink() { return {data: {a: 1}, warnings: ['low']}; }"
    )

    assert trial.warnings == ["low"]


def test_what_was_cut_is_told_in_the_readers_language() -> None:
    source = "function decodeUplink() { return {data: {a: 'x'.repeat(1001)}}; }"

    assert tried(source).warnings == ["1 text was cut after 1,000 characters."]
    with translation.override("de"):
        assert tried(source).warnings == [
            "1 Text wurde nach 1.000 Zeichen abgeschnitten."
        ]


def test_an_error_is_told_with_its_line() -> None:
    trial = tried("function decodeUplink() {\n  throw new Error('bad frame');\n}")

    assert trial.problem == "Line 2: The codec stopped with an error."
    assert (trial.line, trial.detail) == (2, "bad frame")
    assert not trial.values


def test_a_codec_that_never_ends_is_stopped() -> None:
    assert "0.25 seconds" in tried("function decodeUplink() { for (;;) {} }").problem


@pytest.mark.parametrize("code", sorted(PROBLEM_CODES | OTHER_PROBLEMS.keys()))
def test_every_problem_has_german_words(code: str) -> None:
    sentence = OTHER_PROBLEMS.get(code) or problem_of(code, "detail").sentence
    english = problem_in_words(code, sentence)

    with translation.override("de"):
        german = problem_in_words(code, sentence)

    assert english != german
    assert german.startswith(("Der ", "Die "))


@pytest.mark.parametrize("code", ["encrypted", "no_codec", "unstorable"])
def test_what_the_front_door_says_has_german_words(code: str) -> None:
    with translation.override("de"):
        assert problem_in_words(code, "English.").startswith(("Der ", "Die "))


@pytest.mark.parametrize(
    ("code", "line", "german", "detail"),
    [
        (
            "threw",
            2,
            "Zeile 2: Der Codec brach mit einem Fehler ab.",
            "in line 5: a\nb.",
        ),
        ("threw", None, "Der Codec brach mit einem Fehler ab.", "in line 5: a\nb."),
        (
            "reported",
            None,
            "Der Codec meldet, dass er diese Nutzdaten nicht lesen kann.",
            "in line 5: a\nb.",
        ),
        (
            "stack",
            7,
            "Zeile 7: Der Codec rief sich selbst zu oft auf und wurde angehalten.",
            "",
        ),
        ("no_function", None, "Der Codec hat keine Funktion decodeUplink", ""),
    ],
)
def test_of_a_stored_problem_only_the_codecs_own_words_stay_as_they_are(
    code: str, line: int | None, german: str, detail: str
) -> None:
    sentence = problem_of(code, "in line 5: a\nb.", line).sentence

    with translation.override("de"):
        assert stored_problem_in_words(code, sentence).startswith(german)
    assert stored_detail(sentence) == detail


def test_a_problem_of_another_release_is_told_in_english() -> None:
    assert problem_in_words("new", "The codec did something new.") == (
        "The codec did something new."
    )


def test_figures_are_no_details() -> None:
    assert detail_of(problem_of("too_large", "70000")) == ""
    assert detail_of(problem_of("threw", "bad frame")) == "bad frame"


def test_more_trials_than_there_is_room_for_are_told_to_come_again() -> None:
    sources = [LOOPING] * (MOST_AT_ONCE * 2)

    with ThreadPoolExecutor(len(sources)) as people:
        problems = [*people.map(problem_in_english, sources)]

    too_many = "Too many trials run; try again in a moment."
    assert len([p for p in problems if "0.25 seconds" in p]) >= MOST_AT_ONCE
    assert too_many in problems
    assert not tried(CODEC).problem


def test_no_transaction_and_no_connection_waits_for_a_trial(
    committed_world: World, browser: Browser, database_urls: DatabaseUrls
) -> None:
    world = committed_world
    client = browser(world.olga)
    ids = [world.musterstadt.id, world.device_type.id]
    address = reverse("web:device_type_edit", args=ids)
    sent = {"action": "try", "codec_source": LOOPING, "trial-payload": "00"}
    connection.close()

    def send() -> str:
        with closing(connection):
            return client.post(address, {**sent, "trial-f_port": "1"}).content.decode()

    sessions_seen = set()
    with ThreadPoolExecutor(1) as person:
        page = person.submit(send)
        while not page.done():
            workers = codec_workers()
            sessions = len(rows(database_urls, SESSIONS))
            if workers and workers == codec_workers():
                sessions_seen.add(sessions)

    assert "0.25 seconds" in page.result()
    assert 0 in sessions_seen
