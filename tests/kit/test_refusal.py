import json

import pytest

from progres.kit.refusal import Refusal, Said, facts_to_store, said_again


class BadThing(Refusal):
    """Some refusal of a domain."""


def test_a_refusal_is_an_english_sentence_that_keeps_its_facts_apart() -> None:
    with pytest.raises(ValueError, match=r"^'x' is no colour; use one of 3\.$") as told:
        raise BadThing("'%(given)s' is no colour; use one of %(n)s.", given="x", n=3)

    assert isinstance(told.value, BadThing)
    assert told.value.sentence == "'%(given)s' is no colour; use one of %(n)s."
    assert told.value.facts == {"given": "x", "n": 3}


def test_a_text_without_facts_is_taken_as_it_is() -> None:
    assert str(Refusal("Up to 100 % are %(possible)s.")) == (
        "Up to 100 % are %(possible)s."
    )


def test_a_refusal_of_another_kind_says_the_same() -> None:
    other = BadThing.like(Refusal("%(n)s of %(m)s.", n=1), m=2)

    assert isinstance(other, BadThing)
    assert str(other) == "1 of 2."


def test_what_is_stored_as_json_says_the_same_again() -> None:
    words = Said("%(one)s or %(other)s", one=Said("a list"), other=Said("a text"))
    said = Said("expected %(wanted)s, got %(n)s at %(x)s", wanted=words, n=1, x=0.5)

    stored = json.loads(json.dumps(facts_to_store(said)))

    assert str(said_again(said.sentence, stored)) == str(said)
    assert str(said) == "expected a list or a text, got 1 at 0.5"


def test_a_stored_fact_is_of_bounded_length_and_fit_for_the_database() -> None:
    stored = facts_to_store(Said("%(a)s", a="\x00" + "ä" * 10_000))

    assert stored == {"a": "\ufffd" + "ä" * 199}


def test_facts_that_another_release_stored_are_shown_somehow() -> None:
    assert str(said_again("%(a)s %(b)s", {"a": None, "b": [1]})) == "None [1]"
