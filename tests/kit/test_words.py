"""Names that can be read as they are written."""

import pytest

from progres.kit.words import MOST_TYPED, is_one_line, typed_words


@pytest.mark.parametrize(
    "unseen",
    [
        "\x00",
        "\x07",
        "\n",
        "\x85",  # next line
        "\u2028",  # line separator
        "\u202e",  # what follows is read from right to left
        "\u2067",
        "\u200f",
        "\u061c",
        "\u200b",  # without a width
        "\ufeff",
        "\u00ad",  # a hyphen only at the end of a line
        "\U000e0041",  # a letter that nobody sees
        chr(0xD800),  # half a letter
        "\ufffd",  # what was not UTF-8
    ],
)
def test_what_nobody_sees_is_no_part_of_a_line(unseen: str) -> None:
    assert not is_one_line(f"Halle{unseen} 7")


@pytest.mark.parametrize(
    "name",
    [
        "Straße 7 – Süd",
        "Halle\u00a07",
        "كراج ۷",
        "می\u200cخواهم",
        "👩\u200d🔧",
        "<script>",
    ],
)
def test_what_people_write_is(name: str) -> None:
    assert is_one_line(name)


def test_of_many_typed_words_the_first_count_each_once() -> None:
    assert len(typed_words("a " * 100)) == 1
    assert len(typed_words(" ".join(f"w{n}" for n in range(100)))) == MOST_TYPED
