"""The engine within this process: what well-meant codecs may do."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progres.codecs.engine import Codec, needs_fresh_context
from tests.codecs.calls import answer, data_of, value_of
from tests.codecs.jobs import NOON


@pytest.mark.parametrize(
    "source",
    [
        "function decodeUplink(input) { return {data: {v: input.bytes[0], p: input.fPort}}; }",
        "const decodeUplink = ({bytes, fPort}) => ({data: {v: bytes[0], p: fPort}});",
        "module.exports.decodeUplink = i => ({data: {v: i.bytes[0], p: i.fPort}});",
        "exports.decodeUplink = i => ({data: {v: i.bytes[0], p: i.fPort}});",
        "module.exports = {decodeUplink(i) { return {data: {v: i.bytes[0], p: i.fPort}}; }};",
        "globalThis.decodeUplink = i => ({data: {v: i.bytes[0], p: i.fPort}});",
        "function Decode(fPort, bytes, variables) { return {v: bytes[0], p: fPort}; }",
        "function Decode(p, b, vars) { return {v: b[0], p: vars.port || p}; }",
        "function Decode(p, b) { return {data: {v: b[0], p: p}, warnings: [], errors: []}; }",
        "function Decoder(bytes, port) { return {v: bytes[0], p: port}; }",
        "'use strict'; function Decoder(bytes, port) { return {v: bytes[0], p: port}; }",
        "\ufefffunction decodeUplink(i) { return {v: i.bytes[0], p: i.fPort}; } // no wrapper",
    ],
)
def test_all_usual_forms_are_understood(source: str) -> None:
    assert answer(source, 7) == {
        "result": {"data": {"v": 7, "p": 2}, "warnings": [], "errors": []}
    }


def test_the_newest_form_is_preferred() -> None:
    source = """
        function Decoder(bytes, port) { return {form: "v2"}; }
        function Decode(port, bytes) { return {form: "v3"}; }
        function decodeUplink(input) { return {data: {form: "ts013"}}; }
    """

    assert data_of(source) == {"form": "ts013"}


def test_a_value_called_data_in_an_older_form_is_a_value() -> None:
    assert data_of("function Decoder() { return {data: 5}; }") == {"data": 5}


def test_warnings_and_errors_are_texts() -> None:
    source = """function decodeUplink() {
        return {data: {a: 1}, warnings: ["low", 3, {code: 4}], errors: "broken"};
    }"""

    assert answer(source)["result"] == {
        "data": {},
        "warnings": ["low", "3", '{"code":4}'],
        "errors": ["broken"],
    }


def test_times_are_text_in_and_out() -> None:
    source = """function decodeUplink(input) {
        return {data: {at: input.recvTime, day: new Date(Date.UTC(2026, 2, 1))}};
    }"""

    assert data_of(source) == {"at": NOON, "day": "2026-03-01T00:00:00.000Z"}


def test_a_codec_may_log_into_nothing() -> None:
    assert value_of("(console.log('x'), console.warn('y'), 1)") == 1


def test_big_integers_become_numbers_or_text() -> None:
    assert value_of("[10n, 2n ** 64n]") == [10, "18446744073709551616"]


def test_not_a_number_becomes_no_value() -> None:
    assert value_of("[NaN, Infinity, undefined]") == [None, None, None]


def test_a_text_glued_together_from_many_comes_out_whole() -> None:
    source = """function decodeUplink() {
        var s = ""; for (var i = 0; i < 5000; i++) s += "abc"; return {data: {s: s}};
    }"""

    assert data_of(source) == {"s": "abc" * 5000}


@pytest.mark.parametrize(
    ("function", "source", "input_", "result"),
    [
        (
            "encodeDownlink",
            "function encodeDownlink(input) { return {bytes: [input.data.v], fPort: 3}; }",
            {"data": {"v": 9}},
            {"bytes": [9], "fPort": 3},
        ),
        (
            "encodeDownlink",
            "function Encode(fPort, obj, variables) { return [obj.v, fPort]; }",
            {"data": {"v": 9}, "fPort": 5},
            {"bytes": [9, 5], "fPort": 5},
        ),
        (
            "encodeDownlink",
            "function Encoder(object, port) { return [object.v, port]; }",
            {"data": {"v": 9}, "fPort": 5},
            {"bytes": [9, 5], "fPort": 5},
        ),
        (
            "decodeDownlink",
            "function decodeDownlink(input) { return {data: {v: input.bytes[0]}}; }",
            {"bytes": [9], "fPort": 5},
            {"data": {"v": 9}},
        ),
        (
            "normalizeUplink",
            "function normalizeUplink(i) { return {data: {air: {temperature: i.data.t}}}; }",
            {"data": {"t": 21}},
            {"data": {"air": {"temperature": 21}}},
        ),
    ],
)
def test_the_other_functions_are_called_by_name(
    function: str, source: str, input_: object, result: object
) -> None:
    assert json.loads(Codec(source).run(function, json.dumps(input_))) == {
        "result": result
    }


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("var a;\n\nvar b = = 3;", ["syntax", "unexpected token in expression: '='", 3]),
        ("\nfunction decodeUplink() {\n  throw new Error('wrong port');\n}", ["threw", "wrong port", 3]),
        ("function decodeUplink() { return input.x; }", ["threw", "ReferenceError: input is not defined", 1]),
        ("function decodeUplink() { throw {code: 5}; }", ["threw", '{"code":5}', None]),
        ("function decodeUplink() { throw {message: 'no'}; }", ["threw", "no", None]),
        ("function decodeUplink() { throw undefined; }", ["threw", "undefined", None]),
        ("function decodeUplink() { throw null; }", ["threw", "null", None]),
        ("throw new Error('at once');", ["threw", "at once", 1]),
        ("Array.prototype.x = 1;\nthrow new Error('at once');", ["threw", "Error: at once", 2]),
        ("function decode() {}", ["no_function", "decodeUplink, Decode, Decoder", None]),
        ("", ["no_function", "decodeUplink, Decode, Decoder", None]),
        ("async function decodeUplink() { return {data: {}}; }", ["async", "", None]),
        ("function* decodeUplink() { yield {data: {}}; }", ["async", "", None]),
        ("async function* decodeUplink() { yield 1; }", ["async", "", None]),
        ("function decodeUplink() {}", ["not_an_object", "undefined", None]),
        ("function decodeUplink() { return null; }", ["not_an_object", "null", None]),
        ("function decodeUplink() { return 'on'; }", ["not_an_object", "a string", None]),
        ("function decodeUplink() { return [1]; }", ["not_an_object", "an array", None]),
        ("function decodeUplink() { return Symbol(); }", ["not_an_object", "a symbol", None]),
        ("function decodeUplink() { return {data: [1]}; }", ["not_an_object", "an array", None]),
        ("function decodeUplink() { return {data: 4}; }", ["not_an_object", "a number", None]),
        ("function decodeUplink() { return {data: {s: 'x'.repeat(7e4)}}; }", ["too_large", "70054", None]),
        ("function decodeUplink() { var d = {}; d.d = d; return {data: d}; }", ["threw", "TypeError: circular reference", None]),
        ("require('crypto');", ["threw", "require('crypto') is not available: a codec must stand in one file", None]),
    ],
)  # fmt: skip
def test_a_fault_has_a_code_a_detail_and_where_known_a_line(
    source: str, problem: list[object]
) -> None:
    code, detail, line = answer(source)["problem"]

    assert [code, detail] == problem[:2]
    if problem[2] is not None:
        assert line == problem[2]


@pytest.mark.parametrize(
    "opening",
    ["Object.prototype[", "this.", "function ", "Math.", "async\n", "Array ."],
)
def test_a_hostile_source_is_judged_in_linear_time(opening: str) -> None:
    size = 512 * 1024

    needs_fresh_context((opening * size)[:size])


@given(st.binary(max_size=242))
def test_every_payload_reaches_the_codec_as_it_is(payload: bytes) -> None:
    assert value_of("b", *payload) == list(payload)


@given(st.text(max_size=300))
def test_any_text_as_a_codec_gives_an_answer(source: str) -> None:
    assert answer(source).keys() in ({"result"}, {"problem"})
