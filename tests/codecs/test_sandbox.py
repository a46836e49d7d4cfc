import pytest

from progres.codecs.outcome import CodecFailed
from progres.codecs.sandbox import decode
from tests.codecs.jobs import CLIMATE, NOON

UPLINK = {"bytes": [215], "fPort": 2, "recvTime": NOON}


def test_an_uplink_is_decoded() -> None:
    assert decode(CLIMATE, "decodeUplink", UPLINK) == {
        "data": {"temperature": 21.5, "port": 2},
        "warnings": [],
        "errors": [],
    }


def test_a_downlink_is_encoded() -> None:
    source = (
        "function encodeDownlink(i) { return {bytes: [i.data.on ? 1 : 0], fPort: 9}; }"
    )

    result = decode(source, "encodeDownlink", {"data": {"on": True}})

    assert result == {"bytes": [1], "fPort": 9}


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("\n(", r"syntax error in line \d: "),
        ("function decodeUplink() {\n throw new Error('No.');\n}", "threw an error in line 2: No."),
        ("function decodeUplink() { while (true); }", "ran longer than 0.25 s"),
        ("function decodeUplink() { return {errors: ['unknown port']}; }", "reports: unknown port."),
        ("function decodeUplink() { return 5; }", "returned a number; it must return an object"),
        (" " * 524_289, "has 524289 bytes of source; up to 524,288 are allowed"),
    ],
)  # fmt: skip
def test_a_fault_is_told_in_a_sentence(source: str, sentence: str) -> None:
    with pytest.raises(CodecFailed, match=sentence):
        decode(source, "decodeUplink", UPLINK)


def test_a_codec_without_the_function_says_so() -> None:
    with pytest.raises(CodecFailed, match="none of the functions encodeDownlink, Enc"):
        decode(CLIMATE, "encodeDownlink", {"data": {}})


def test_an_unknown_function_is_refused() -> None:
    with pytest.raises(ValueError, match="'eval' is not a codec's function; use one"):
        decode(CLIMATE, "eval", {})
