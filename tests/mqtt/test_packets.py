"""MQTT's packets, and brokers that are none."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from progres.mqtt import packets
from progres.mqtt.link import Link, NotConnected, Session
from progres.mqtt.packets import Cutter, Packet, ProtocolBroken, Type
from progres.mqtt.reach import Address, open_link

SESSION = Session(client_id="progres-tests", filters=("application/#",))
ACCEPTED = b"\x20\x02\x00\x00"


def cut(data: bytes, *, every: int, most: int = 1000) -> list[Packet]:
    """Cut what comes in pieces of `every` bytes."""
    cutter = Cutter(most)
    return [
        packet
        for at in range(0, len(data), every)
        for packet in cutter.cut(data[at : at + every])
    ]


@given(
    st.text(st.characters(blacklist_categories=["Cs"]), max_size=50),
    st.integers(1, 65_535),
    st.binary(max_size=300),
    st.integers(1, 400),
)
def test_a_publication_is_read_as_it_was_written_in_whatever_pieces_it_comes(
    topic: str, number: int, payload: bytes, every: int
) -> None:
    sent = (
        packets.publish(topic, number, payload)
        + packets.pingreq()
        + packets.publish("a", 1, b"b")
    )

    first, ping, last = cut(sent, every=every)

    found = packets.publication(first)
    assert (found.topic, found.packet_id, found.payload) == (topic, number, payload)
    assert found.size == len(payload)
    assert (ping.kind, packets.publication(last).payload) == (Type.PINGREQ, b"b")


@given(st.integers(1000, 100_000))
@settings(max_examples=20)
def test_what_is_too_long_is_not_kept_and_its_neighbours_are(every: int) -> None:
    sent = packets.publish("a", 1, b"x" * 200_000) + packets.publish("b", 2, b"y")

    long, next_one = map(packets.publication, cut(sent, every=every))

    assert (long.packet_id, long.payload, long.size) == (1, b"", 200_000)
    assert (next_one.packet_id, next_one.payload) == (2, b"y")


@given(st.integers(0, 15), st.binary(max_size=60))
def test_whatever_a_publication_is_it_is_read_or_refused(
    flags: int, body: bytes
) -> None:
    try:
        packets.publication(Packet(kind=Type.PUBLISH, flags=flags, body=body))
    except ProtocolBroken:
        return


@pytest.mark.parametrize("length", [0, 127, 128, 16_383, 16_384])
def test_lengths_are_written_seven_bits_a_byte(length: int) -> None:
    packet = packets.connect("c" * length, username="", password="")

    count = next(n for n in range(1, 5) if packet[n] < 0x80)
    told = sum((packet[n] & 0x7F) << 7 * (n - 1) for n in range(1, count + 1))
    assert told == len(packet) - 1 - count


def said_by(answer: bytes) -> str:
    """Say what becomes of a link to somebody who answers this and hangs up."""

    async def answer_once(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await reader.read(10)
        writer.write(answer)
        writer.close()

    async def talk() -> str:
        server = await asyncio.start_server(answer_once, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            link = await open_link(
                Address(host="127.0.0.1", port=port, tls=False),
                internal={"127.0.0.1"},
                most_bytes=100,
            )
            try:
                await _listen(link)
            except NotConnected as problem:
                return str(problem)
            finally:
                await link.close()
        return ""

    return asyncio.run(talk())


async def _listen(link: Link) -> None:
    await link.greet(SESSION)
    async for _ in link.publications():
        pass


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"", "closed the connection"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "does not speak MQTT"),
        (b"\x20\x02\x00\x04", "refuses user name or password"),
        (b"\x20\x02\x00\x63", "refuses to talk to us"),
        (b"\x20\x03\x00\x00\x00", "does not speak MQTT"),
        (ACCEPTED + b"\x90\x03\x00\x01\x80", "does not grant the topics"),
        (ACCEPTED + b"\x90\xff\xff\xff\xff\x01", "does not speak MQTT"),
        (ACCEPTED + b"\x90\xff\xff\xff\x7f", "closed the connection"),
        (ACCEPTED + b"\x34\x05\x00\x01a\x00\x01", "does not speak MQTT"),
        (ACCEPTED + b"\x32\x80\x80\x80\x40\x00\x01a", "closed the connection"),
    ],
)
def test_who_is_no_broker_is_told_apart(answer: bytes, words: str) -> None:
    assert words in said_by(answer)


@given(st.binary(max_size=80))
def test_whatever_a_broker_says_the_link_ends_with_a_sentence(answer: bytes) -> None:
    assert said_by(ACCEPTED + answer)
