"""The engine within this process: what well-meant codecs may do."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progres.codecs.engine import Codec, needs_fresh_context
from tests.codecs.jobs import NOON


def answer(source: str, *bytes_: int, function: str = "decodeUplink") -> Any:
    uplink = {"bytes": bytes_, "fPort": 2, "recvTime": NOON}
    return json.loads(Codec(source).run(function, json.dumps(uplink)))


def data_of(source: str, *bytes_: int) -> Any:
    return answer(source, *bytes_)["result"]["data"]


def value_of(expression: str, *bytes_: int) -> Any:
    """Evaluate a JavaScript expression over the uplink's bytes `b`."""
    return data_of(
        "function decodeUplink(input) {"
        f" var b = input.bytes; return {{data: {{v: {expression}}}}}; }}",
        *bytes_,
    )["v"]


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
    ("expression", "value"),
    [
        ("Buffer.from(b).readUInt16BE(0)", 0x01FF),
        ("Buffer.from(b).readInt16LE(0)", -255),
        ("Buffer.from(b).readUIntBE(0, 3)", 0x01FF80),
        ("Buffer.from(b).readIntLE(0, 3)", 0x80FF01 - 0x1000000),
        ("Buffer.from(b).readIntBE(1, 1)", -1),
        ("Buffer.from(b).toString('hex')", "01ff80"),
        ("Buffer.from(b).toString('base64')", "Af+A"),
        ("Buffer.from('Af+A', 'base64').length", 3),
        ("Buffer.from('Af-A', 'base64url').toString('base64url')", "Af-A"),
        ("Buffer.from('41e42g', 'hex').toString('latin1')", "Aä"),
        ("Buffer.from('äh😀').toString()", "äh😀"),
        ("Buffer.from([65, 200]).toString('utf8')", "A\ufffd"),
        ("Buffer.from([65, 200]).toString('ascii')", "AH"),
        ("Buffer.concat([Buffer.from([1]), Buffer.alloc(2, 7)]).toJSON().data", [1, 7, 7]),
        ("Buffer.isBuffer(Buffer.from(b).slice(1)) && Buffer.from(b).slice(1)[0]", 255),
        ("Buffer.from(b).equals(Buffer.from('01ff80', 'hex'))", True),
        ("(function (w) { w.writeFloatBE(1.5, 0); return w.toString('hex'); })(Buffer.alloc(4))", "3fc00000"),
        ("(function (w) { w.write('hi'); return w.readUint8(1); })(Buffer.allocUnsafe(2))", 105),
        ("Buffer.byteLength('ä')", 2),
        ("Buffer.from(new Uint8Array([1, 2]).buffer, 1)[0]", 2),
        ("Number(Buffer.from([0, 0, 0, 0, 0, 0, 1, 0]).readBigUInt64BE())", 256),
        ("require('buffer').Buffer.from([1])[0]", 1),
        ("b.toLocaleString && (1234567.891).toLocaleString()", "1,234,567.891"),
        ("(-1234.5).toLocaleString('en-US', {minimumFractionDigits: 2})", "-1,234.50"),
        ("(0.5).toLocaleString(undefined, {maximumFractionDigits: 0})", "1"),
        ("new Date(Date.UTC(2026, 2, 1, 13, 5, 9)).toLocaleString()", "3/1/2026, 1:05:09 PM"),
        ("new Date(Date.UTC(2026, 2, 1)).toLocaleTimeString()", "12:00:00 AM"),
        ("new Date(NaN).toLocaleDateString()", "Invalid Date"),
    ],
)  # fmt: skip
def test_what_node_has_and_codecs_use_is_there(expression: str, value: object) -> None:
    assert value_of(expression, 0x01, 0xFF, 0x80) == value


def test_a_buffer_is_there_only_for_codecs_that_mention_it() -> None:
    assert value_of("typeof globalThis['Buf' + 'fer']") == "undefined"


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
    "source",
    [
        "var last; function decodeUplink(i) { var was = last; last = i.bytes[0]; return {data: {was: was === undefined}}; }",
        "var seen = []; function decodeUplink(i) { seen.push(1); return {data: {was: seen.length === 1}}; }",
        "function decodeUplink(i) { var was = typeof last; last = 1; return {data: {was: was === 'undefined'}}; }",
        "function decodeUplink(i) { var was = globalThis.last; globalThis.last = 1; return {data: {was: was === undefined}}; }",
        "function decodeUplink(i) { var was = globalThis.last; Object.defineProperty(globalThis, 'last', {value: 1}); return {data: {was: was === undefined}}; }",
        "function decodeUplink(i) { var o = {}, was = o.last; Object.prototype.last = 1; return {data: {was: was === undefined}}; }",
        "function decodeUplink(i) { var o = {}, was = o.last; o['__pro' + 'to__'].last = 1; return {data: {was: was === undefined}}; }",
        "function decodeUplink(i) { var was = [].last; Array['proto' + 'type'].last = 1; return {data: {was: was === undefined}}; }",
        "function decodeUplink(i) { var was = Math.last; Math['last'] = 1; return {data: {was: was === undefined}}; }",
        "var last; function tell() { return last; } function decodeUplink(i) { var was = this.tell(); last = 1; return {data: {was: was === undefined}}; }",
        "function decodeUplink(i) { var was = typeof Object; delete globalThis.Object; return {data: {was: was === 'function'}}; }",
        "function decodeUplink(i) { var w = decodeUplink.last; decodeUplink.last = 1; return {data: {was: w === undefined}}; }",
        "class Meter { static last; } function decodeUplink(i) { var w = Meter.last; Meter.last = 1; return {data: {was: w === undefined}}; }",
    ],
)  # fmt: skip
def test_no_uplink_sees_the_one_before(source: str) -> None:
    codec = Codec(source)
    uplink = json.dumps({"bytes": [1], "fPort": 2, "recvTime": NOON})

    answers = [json.loads(codec.run("decodeUplink", uplink)) for _ in range(3)]

    assert [each["result"]["data"] for each in answers] == [{"was": True}] * 3


def test_a_codec_that_replaces_json_changes_only_its_own_answer() -> None:
    source = """function decodeUplink() {
        JSON.stringify = function () { return '{"result": 1}'; };
        JSON.parse = null;
        return {data: {v: 1}};
    }"""
    codec = Codec(source)
    uplink = json.dumps({"bytes": [], "fPort": 1, "recvTime": NOON})

    for _ in range(2):
        assert json.loads(codec.run("decodeUplink", uplink))["result"]["data"] == {
            "v": 1
        }


@pytest.mark.parametrize(
    ("source", "needs"),
    [
        ("Object.prototype.readInt8 = function () {};", True),
        ("Array.prototype['u16'] = f;", True),
        ("Math.roundTo = f;", True),
        ("Object.defineProperty(Array.prototype, 'last', {});", True),
        ("function tell() {}\nfunction decodeUplink() { return this.tell(); }", True),
        ("Math.trunc = Math.trunc || function () {};", False),
        ("if (!Array.prototype.includes) Array.prototype.includes = f;", False),
        ("if (Object.prototype.toString == x) {}", False),
        ("function Meter() { this.read(); } Meter.prototype.read = f;", False),
    ],
)
def test_additions_to_built_in_objects_need_a_fresh_context(
    source: str, needs: bool
) -> None:
    assert needs_fresh_context(source) is needs


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
