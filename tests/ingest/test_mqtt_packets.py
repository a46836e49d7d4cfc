"""MQTT's packets, and brokers that are none."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progres.ingest import mqtt_packets as packets
from progres.ingest.mqtt_link import Link, NotConnected, Session
from progres.ingest.mqtt_packets import ProtocolBroken
from progres.ingest.reach import Address, open_link

SESSION = Session(client_id="progres-tests", filters=("application/#",))
ACCEPTED = b"\x20\x02\x00\x00"


@given(
    st.text(st.characters(blacklist_categories=["Cs"]), max_size=50),
    st.integers(1, 65_535),
    st.binary(max_size=300),
)
def test_a_publication_is_read_as_it_was_written(
    topic: str, number: int, payload: bytes
) -> None:
    encoded = topic.encode()
    head = len(encoded).to_bytes(2) + encoded + number.to_bytes(2) + payload

    found = packets.publication(0b0010, head)

    assert (found.topic, found.packet_id, found.payload) == (topic, number, payload)
    assert packets.publication(0b0010, head, left_out=7).size == len(payload) + 7


@given(st.integers(0, 15), st.binary(max_size=60))
def test_whatever_a_publication_is_it_is_read_or_refused(
    flags: int, body: bytes
) -> None:
    try:
        packets.publication(flags, body)
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
                Address(host="127.0.0.1", port=port, tls=False), internal={"127.0.0.1"}
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
    async for _ in link.publications(most_bytes=100):
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
        (ACCEPTED + b"\x90\xff\xff\xff\x7f", "does not speak MQTT"),
        (ACCEPTED + b"\x34\x05\x00\x01a\x00\x01", "does not speak MQTT"),
        (ACCEPTED + b"\x32\x80\x80\x80\x40\x00\x01a", "closed the connection"),
    ],
)
def test_who_is_no_broker_is_told_apart(answer: bytes, words: str) -> None:
    assert words in said_by(answer)


@given(st.binary(max_size=80))
def test_whatever_a_broker_says_the_link_ends_with_a_sentence(answer: bytes) -> None:
    assert said_by(ACCEPTED + answer)
