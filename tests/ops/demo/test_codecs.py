from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progres.codecs import sandbox
from progres.codecs.outcome import CodecFailed
from progres.codecs.values import flatten
from progres.ops.demo.city import things
from progres.ops.demo.kinds import KINDS, Kind
from progres.ops.demo.payload import Form, Number, encode
from progres.ops.demo.sendings import values_at

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_codec_reads_what_its_device_has_written(kind: Kind) -> None:
    thing = next(thing for thing in things() if thing.kind is kind)
    for hours in (0, 7, 19):
        values = values_at(thing, NOON + timedelta(hours=hours), ended_at=NOON)
        found = decode(kind, kind.f_port, encode(kind.form, values))
        precision = {n.key: 0.51 / n.factor for n in kind.form.numbers}
        assert found.keys() == values.keys()
        for key, value in values.items():
            assert found[key] == pytest.approx(value, abs=precision.get(key, 0))


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_value_is_described_in_both_languages(kind: Kind) -> None:
    sent = {n.key for n in kind.form.numbers} | set(kind.form.flags)
    assert {spec["key"] for spec in kind.value_specs} == sent
    assert all(spec["label_de"] and spec["label_en"] for spec in kind.value_specs)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_codec_refuses_what_is_no_message_of_its_device(kind: Kind) -> None:
    for f_port, payload in ((kind.f_port, b"\x01"), (99, b"\x00" * 16)):
        with pytest.raises(CodecFailed, match="The codec reports"):
            decode(kind, f_port, payload)


@given(value=st.floats(-1e12, 1e12), code=st.sampled_from("bBhHI"))
def test_a_value_that_does_not_fit_is_cut_to_the_end_of_its_field(
    value: float, code: str
) -> None:
    form = Form((Number("level", code, 10),))
    sizes = {"b": 1, "B": 1, "h": 2, "H": 2, "I": 4}
    assert len(encode(form, {"level": value})) == sizes[code]


def decode(kind: Kind, f_port: int, payload: bytes) -> dict[str, object]:
    found = sandbox.decode(
        kind.codec_source, "decodeUplink", {"bytes": list(payload), "fPort": f_port}
    )
    return dict(flatten(found["data"]).values)
