"""Codecs that mean harm, through the pool; a good one's uplinks stand between them."""

from functools import cache

import pytest

from progres.codecs.outcome import (
    PROBLEM_CODES,
    CodecFailed,
    Decoded,
    read_answer,
    read_uplink_answer,
)
from progres.codecs.pool import CodecPool
from tests.codecs.jobs import CLIMATE, decode_all, job, with_pool


def body(code: str) -> str:
    return f"function decodeUplink(input) {{ {code} }}"


# Attack → the codes of problems that are right answers to it.
ATTACKS = {
    # Time
    "while (true);": {"timeout"},
    body("while (true);"): {"timeout"},
    body("while (true) { try { while (true); } catch (e) {} }"): {"timeout"},
    body("try { while (true); } finally { while (true); }"): {"timeout"},
    body("/(a+)+$/.test('a'.repeat(40) + 'b');"): {"timeout"},
    body("[3, 2, 1].sort(function () { while (true); });"): {"timeout"},
    body("return {data: {get x() { while (true); }}};"): {"timeout"},
    body("return {data: {toJSON() { while (true); }}};"): {"timeout"},
    body("return new Proxy({}, {has() { while (true); }});"): {"timeout"},
    body("throw {get message() { while (true); }};"): {"timeout"},
    body("throw {toString() { while (true); }};"): {"timeout", "threw"},
    # Memory
    body("var a = []; while (true) a.push(new Array(1000).fill(1));"): {"memory"},
    body("var a = []; while (true) a.push(new ArrayBuffer(1 << 20));"): {"memory"},
    body("new ArrayBuffer(2 ** 32);"): {"memory", "threw"},
    body("var s = 'x'; while (true) s = s + s + 'y';"): {"memory", "threw"},
    body("'x'.padEnd(2 ** 29).split('');"): {"memory"},
    body("var m = new Map(); while (true) m.set({}, m.size);"): {"memory", "timeout"},
    body("return {data: [...{*[Symbol.iterator]() { while (true) yield [1]; }}]};"): {
        "memory",
        "timeout",
    },
    body("var a = []; try { while (true) a.push(new ArrayBuffer(1e6)); } catch (e) {}"
         "while (true) a.push(new ArrayBuffer(1e6));"): {"memory"},
    body("new Array(1e8).join();"): {"memory", "timeout", "stuck"},
    body("let x = 3n; while (true) x = x * x;"): {"threw", "timeout", "memory"},
    # Depth
    body("return decodeUplink(input);"): {"stack"},
    body("var o = {toJSON() { return [o]; }}; return {data: o};"): {"stack", "not_an_object"},
    body("var o = {toJSON() { return {o: [o]}; }}; return {data: {o: o}};"): {"stack", "threw"},
    body("var a = {}; for (var i = 0; i < 1e5; i++) a = {a}; return {data: a};"): {"stack"},
    body("var a = {}; for (var i = 0; i < 2000; i++) a = {a}; return {data: a};"): {
        "too_deep",
        "stack",
    },
    body("JSON.parse('['.repeat(1e6));"): {"stack"},
    "(" * 100_000: {"stack", "syntax"},
    body("new RegExp('('.repeat(1e5) + ')'.repeat(1e5));"): {"threw"},
    body("eval('['.repeat(1e5));"): {"stack", "threw"},
    # Size
    body("return {data: {s: 'x'.repeat(1e6)}};"): {"too_large"},
    body("return {errors: [{s: 'x'.repeat(1e6)}]};"): {"reported"},
    body("return {warnings: new Array(1e6).fill('x'), data: {a: new Array(1e5)}};"): {"too_large"},
    body("throw new Error('x'.repeat(1e6));"): {"threw"},
    "// " + "x" * 512 * 1024: {"source_too_large"},
    # Rubbish
    body("throw null;"): {"threw"},
    body("throw undefined;"): {"threw"},
    body("throw Symbol();"): {"threw"},
    body("throw {get message() { throw {get message() { throw 1; }}; }};"): {"threw"},
    body("throw new Proxy({}, {getPrototypeOf() { throw 1; }});"): {"threw"},
    body("return new Proxy({}, {has() { throw null; }});"): {"threw"},
    body("return {data: {toJSON() { return undefined; }}};"): {"unreadable"},
    body("return {data: new Proxy({}, {ownKeys() { return [1]; }})};"): {"threw"},
    body("return function () {};"): {"not_an_object"},
    body("return new Promise(function () { while (true); });"): {"async"},
    body("while (true) new Promise(function () { while (true); });"): {"timeout", "stuck"},
    body("return Promise.resolve({data: {}});"): {"async"},
    body("return {then(f) { f({data: {}}); }, data: 5};"): {"not_an_object"},
    # Ways out
    body("import('os');  return 1;"): {"not_an_object", "threw"},
    body("return this.constructor.constructor('return process')();"): {"threw"},
    body("return Function('return globalThis')().require('fs');"): {"threw"},
    body("std.exit(1);"): {"threw"},
    body("os.exec(['true']);"): {"threw"},
    body("Atomics.wait(new Int32Array(new SharedArrayBuffer(8)), 0, 0, 1e9);"): {"threw"},
    body("decodeUplink.caller.caller(); "): {"threw"},
    body("arguments.callee.caller.arguments[0].x.y;"): {"threw"},
    "}}); while (true); (function () {{": {"syntax", "timeout"},
    "\x00": {"syntax"},
    "\ud800": {"syntax"},
}  # fmt: skip


@cache
def outcomes() -> tuple[list[Decoded], list[Decoded]]:
    """Run all attacks in one pool, with an uplink of the good codec after each.

    Gives the outcomes of the attacks and those of the good uplinks.
    """

    async def attack(pool: CodecPool) -> list[Decoded]:
        jobs = []
        for number, source in enumerate(ATTACKS):
            jobs += [job(source), job(CLIMATE, bytes([number]))]
        return await decode_all(pool, jobs)

    decoded = with_pool(attack, workers=2)
    return decoded[::2], decoded[1::2]


@pytest.mark.parametrize("number", range(len(ATTACKS)))
def test_an_attack_ends_in_a_problem_of_the_attacker(number: int) -> None:
    decoded = outcomes()[0][number]

    assert decoded.problem is not None
    # On a crowded machine the watchdog, which looks at the wall's clock, comes first.
    assert decoded.problem.code in {*list(ATTACKS.values())[number], "stuck"}
    assert decoded.problem.sentence.endswith((".", "!", "?"))
    assert len(decoded.problem.sentence) < 700
    assert decoded.data == {}


def test_every_code_expected_here_exists() -> None:
    assert set().union(*ATTACKS.values()) <= PROBLEM_CODES


def test_the_uplinks_between_the_attacks_are_all_decoded() -> None:
    good = outcomes()[1]

    assert [decoded.data for decoded in good] == [
        {"temperature": number / 10, "port": 2} for number in range(len(ATTACKS))
    ]


@pytest.mark.parametrize(
    "source",
    [
        body("return {data: {x: {}.polluted}, d: Object.prototype.polluted = 1};"),
        body("JSON.stringify = JSON.parse = Reflect.ownKeys = null; return {data: {}};"),
        body("Object.prototype.toJSON = function () { return 1; }; return {data: {}};"),
        body("delete globalThis.JSON; delete globalThis.Object; return {data: {}};"),
        body("Object.freeze(globalThis); return {data: {}};"),
    ],
)  # fmt: skip
def test_what_one_codec_breaks_another_does_not_see(source: str) -> None:
    async def interleave(pool: CodecPool) -> list[Decoded]:
        probe = body("return {data: {v: ({}).polluted === undefined}};")
        return await decode_all(
            pool, [job(source), job(probe), job(source), job(probe)]
        )

    decoded = with_pool(interleave)

    assert [each.data for each in decoded[1::2]] == [{"v": True}] * 2


FORGED = "['zzz', '', null]"
GIVES_ONE = body("return {data: {v: 1}};")


@pytest.mark.parametrize(
    "source",
    [
        "Object.prototype.toJSON = function () {"
        f" return this && this.result ? {{problem: {FORGED}}} : this; }};" + GIVES_ONE,
        f"Object.prototype.problem = {FORGED};" + GIVES_ONE,
        "Array.prototype[Symbol.iterator] = function* () {"
        f" yield ['decodeUplink', () => ({{problem: {FORGED}}})]; }};" + GIVES_ONE,
        f"Array.prototype.toJSON = () => {FORGED};" + GIVES_ONE,
        f"Array.prototype.toJSON = () => {FORGED};" + body("throw 1;"),
        f"String.prototype.slice = () => ({{toJSON: () => {FORGED}}});"
        + body("throw 1;"),
        f"Number = () => ({{toJSON: () => {FORGED}}});" + body("throw new Error();"),
    ],
)
def test_a_codec_cannot_speak_in_the_name_of_the_harness(source: str) -> None:
    async def attack(pool: CodecPool) -> list[Decoded]:
        return [*await decode_all(pool, [job(source)]), await pool.decode(job())]

    forged, good = with_pool(attack)

    assert forged.data == {"v": 1} or (
        forged.problem and forged.problem.code in {"threw", "unreadable"}
    )
    assert good.data == {"temperature": 21.5, "port": 2}


@pytest.mark.parametrize(
    "answer",
    [
        b'{"problem":["zzz","",null]}',
        b'{"problem":["__class__","{0}",7]}',
        b"{}",
    ],
)
def test_a_problem_that_nobody_knows_is_a_codec_that_broke_out(answer: bytes) -> None:
    problem = read_uplink_answer(answer).problem

    assert problem is not None
    assert (problem.code, problem.detail) == ("crashed", "")
    with pytest.raises(CodecFailed, match="brought down"):
        read_answer(answer)
