"""What JavaScript can say and JSON or UTF-8 cannot."""

import pytest

from progres.codecs.outcome import CodecFailed, Decoded
from progres.codecs.sandbox import decode
from tests.codecs.jobs import decode_all, job, with_pool


def decoded(code: str) -> Decoded:
    source = f"function decodeUplink(input) {{ {code} }}"
    return with_pool(lambda pool: decode_all(pool, [job(source)]))[0]


def test_half_a_surrogate_pair_in_a_value_is_a_replacement_character() -> None:
    values = decoded(r"return {data: {a: '\ud800', b: '\\ud800', c: '😀\udc00'}};").data

    assert values == {"a": "�", "b": r"\ud800", "c": "😀�"}


def test_half_a_surrogate_pair_in_a_thrown_text_is_told_with_the_text() -> None:
    problem = decoded(r"throw new Error('bad \ud800 frame');").problem

    assert problem is not None
    assert (problem.code, problem.detail) == ("threw", "bad � frame")


def test_half_a_surrogate_pair_left_by_cutting_a_long_text_is_one_too() -> None:
    problem = decoded("throw new Error('x'.repeat(499) + '😀');").problem

    assert problem is not None
    assert (problem.code, problem.detail) == ("threw", "x" * 499 + "�")


@pytest.mark.parametrize(
    "code",
    [
        "return {data: {toJSON() { return 5; }}};",
        "Array.prototype.toJSON = () => 5; return {data: {}};",
    ],
)
def test_what_has_the_wrong_type_is_not_called_too_deep(code: str) -> None:
    problem = decoded(code).problem

    assert problem is not None
    assert problem.code == "unreadable"


def test_the_sandbox_says_the_same() -> None:
    source = "function encodeDownlink() { return {toJSON() { return 5; }}; }"

    with pytest.raises(CodecFailed, match="what cannot be read"):
        decode(source, "encodeDownlink", {"data": {}})
