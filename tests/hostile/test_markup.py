"""What looks like a tag is a text, wherever it is shown."""

from collections.abc import Iterator

from tests.hostile.places import Place, filled, shown
from tests.hostile.test_forms import is_refusal
from tests.isolation.conftest import Estate
from tests.isolation.served import Answer, Served

TAG = "<script>hostile()</script>"
TAGS = f"\"'>{TAG}<i"
WORD = "hostile()"
KINDS = {"text", "search", "textarea"}
# Some of the many that take it, so that it is there to be shown.
TAKEN = {
    ("web:asset_new", "city"),
    ("web:connection_new", "name"),
    ("web:device_edit", "notes"),
    ("web:device_type_edit", "model"),
    ("web:role_new", "description"),
    ("web:rule_new", "name"),
    ("account", "last_name"),
}


def test_tags_are_shown_as_they_were_typed(
    estate: Estate, served: Served, forms: list[Place]
) -> None:
    sent = list(send_tags(forms))
    browsers = estate.browsers(served)
    read = [
        (address, browsers[person].ask("GET", address))
        for _, address, person in shown(estate)
    ]

    assert not [(view, name) for view, name, answer, _ in sent if is_tag_in(answer)]
    assert not [address for address, answer in read if is_tag_in(answer)]
    assert {(view, name) for view, name, _, is_taken in sent if is_taken} >= TAKEN
    assert len({address for address, answer in read if WORD in answer.body}) > 20


def send_tags(forms: list[Place]) -> Iterator[tuple[str, str, Answer, bool]]:
    """Send tags in every text, one after the other, and say what took them."""
    for number, place in enumerate(forms, start=1):
        for name, kind in place.form.types.items():
            if kind in KINDS:
                answer = place.send({**filled(place, number), name: TAGS})
                is_sent = place.form.method == "post"
                is_taken = is_sent and not is_refusal(place, answer)
                yield place.view, name, answer, is_taken


def is_tag_in(answer: Answer) -> bool:
    """Say whether a browser would find the tag; in a file it is a text."""
    kind = dict(answer.headers).get("content-type", "")
    return kind.startswith("text/html") and TAG in answer.body
