"""No uplink may see anything of the one before it."""

import json

import pytest

from progres.codecs.engine import Codec, needs_fresh_context
from tests.codecs.jobs import NOON


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
        "function decodeUplink(i) { var w = console.last; console.last = 1; return {data: {was: w === undefined}}; }",
        "function decodeUplink(i) { var w = console.log.last; console.log.last = 1; return {data: {was: w === undefined}}; }",
        "function decodeUplink(i) { var w = Math.max.last; Math.max.last = 1; return {data: {was: w === undefined}}; }",
        "function decodeUplink(i) { var p = Object.getPrototypeOf([][Symbol.iterator]()), w = p.last; p.last = 1; return {data: {was: w === undefined}}; }",
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
