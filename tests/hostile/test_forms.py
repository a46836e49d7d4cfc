"""Whatever is sent to a form: the page says beside the field what is wrong with it."""

import re
from collections.abc import Iterator, Mapping, Set

from tests.hostile.places import Place, filled
from tests.isolation.conftest import Estate
from tests.isolation.pages import PAGES
from tests.isolation.served import Answer
from tests.isolation.snapshot import snapshot
from tests.isolation.table import Kind

# On pages that show them only in another state of the thing; all but the last two have
# no field.
NOT_MET = {
    "web:instance_unarchive",
    "web:support_end",
    "web:contract_erase",  # of a contract whose days of grace are over
    "web:user_second_factor",
    "web:instance_move",  # a button for each place
    "web:import_run",  # of an import that has no errors
    "web:meter_back",  # of a meter that was taken out
    "web:request_prepare",  # of a request at another step; none of these has a field
    "web:request_again",
    "web:request_package",
    "web:request_handed",  # but this one: a list of ways
    "web:support",  # of staff with the right to open, while no contract lets it in
}
LINES = {"text", "search", "email", "url", "tel"}
CHOSEN = {"select", "radio", "number", "date"}
# By the kinds of fields that cannot take it.
TEXTS: Mapping[str, tuple[object, Set[str]]] = {
    "NUL": ("Halle \x00 7", LINES | {"password", "textarea"}),
    "10,000 characters": ("x" * 10_000, {"password"}),
    "1 MB": ("x" * 1024 * 1024, {"textarea"}),
    "301 characters": ("x" * 301, LINES),
    "direction": ("Halle \u202e 7", LINES),
    "not UTF-8": (b"Halle \xff 7", LINES),
}
VALUES: Mapping[str, object] = {"text": "Halle", "huge": "99999999999999999999"}
# Looked at only when a codec is tried, or never.
LONGER = {"note", "code"}  # than 301 characters
ERROR = re.compile(r'class="(errorlist|form-errors)')
UNREAD = {
    "trial-f_port",
    "trial-payload",
    "csrfmiddlewaretoken",
    "next",
    "logo",
    "file",
}


def test_every_form_is_known(forms: list[Place]) -> None:
    sent = {
        name
        for name, row in PAGES.items()
        if row.kind in {Kind.FORM, Kind.SENT, Kind.OPERATORS_FORM}
    }

    assert sent - {place.view for place in forms} == NOT_MET


def test_what_cannot_be_is_refused_beside_the_field(
    estate: Estate, forms: list[Place]
) -> None:
    wrong = []
    before = snapshot(estate.urls.owner)

    for place in forms:
        if place.form.method != "post":
            continue
        for what, bad in hostile(place):
            wrong += [f"{place.view} {what}: {t}" for t in unclear(place, bad)]
        after = snapshot(estate.urls.owner)
        if changed := {n for n in before if before[n] != after[n]}:
            wrong.append(f"{place.view} changed {changed}")
            before = after

    assert not wrong, "\n".join(wrong)


def test_whatever_is_looked_for_there_is_an_answer(forms: list[Place]) -> None:
    values = [*(text for text, _ in TEXTS.values()), *VALUES.values()]

    failed = [
        f"{place.view} {str(value)[:20]}: {answer.status}"
        for place in forms
        if place.form.method == "get"
        for value in values
        if (answer := place.send(dict.fromkeys(place.form.types, value))).status
        not in {200, 302, 400, 404, 431}
    ]

    assert not failed, "\n".join(failed)


def test_fields_that_are_missing_or_there_twice_break_nothing(
    forms: list[Place],
) -> None:
    failed = []
    for place in forms:
        if place.form.method == "post" and place.form.types.keys() - UNREAD:
            good = filled(place)
            missing = place.send(dict.fromkeys(good, None))
            twice = place.send({name: [text, "Halle"] for name, text in good.items()})
            if max(missing.status, twice.status) >= 500:
                failed.append(f"{place.view}: {place.asker.log()[-2000:]}")

    assert not failed, "\n".join(failed)


def hostile(place: Place) -> Iterator[tuple[str, dict[str, object]]]:
    """Values, each in all fields at once that cannot take it."""
    types = {n: t for n, t in place.form.types.items() if n not in UNREAD}
    for what, (text, kinds) in TEXTS.items():
        names = {name for name, kind in types.items() if kind in kinds}
        if what == "301 characters":
            names -= LONGER
        elif what == "10,000 characters":
            names |= LONGER & types.keys()
        if names:
            yield what, dict.fromkeys(names, text)
    for what, value in VALUES.items():
        if bad := {name: value for name, kind in types.items() if kind in CHOSEN}:
            yield what, bad


def unclear(place: Place, bad: Mapping[str, object]) -> Iterator[str]:
    """The fields of which nobody says that what they hold cannot be."""
    good = filled(place)
    answer = place.send({**good, **bad})
    if answer.status >= 500:
        yield f"{answer.status} {place.asker.log()[-3000:]}"
        return
    for field in bad:
        if f'id="id_{field}_error"' in answer.body:
            continue
        alone = place.send({**good, field: bad[field]})
        if not is_refusal(place, alone):
            yield f"{field} {alone.status} {alone.body[:80]}"


def is_refusal(place: Place, answer: Answer) -> bool:
    """Say whether a page tells that something was refused."""
    if answer.status in {302, 303}:
        return 'class="message message-error"' in place.after(answer).body
    return answer.status == 400 or (
        answer.status == 200 and ERROR.search(answer.body) is not None
    )
