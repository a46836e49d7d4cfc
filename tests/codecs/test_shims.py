import pytest

from tests.codecs.calls import value_of


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
