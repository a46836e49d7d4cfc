"""The way to a broker: which addresses are reached, and whose certificates count."""

import asyncio
import os
import socket
import ssl
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from requests_hardened.ip_filter import InvalidIPAddress, get_ip_address

from progres.mqtt.link import PATIENCE_S, Link, NotConnected, Session

# Names that nobody answers for hold up a thread for long, and must hold up nobody else.
_ASKING = ThreadPoolExecutor(64, thread_name_prefix="broker-name")


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where a broker is; certificates and key are PEM, "" where there are none.

    Without a certificate of its own the broker's must be one that this machine trusts.
    """

    host: str
    port: int
    tls: bool
    ca_certificate: str = ""
    client_certificate: str = ""
    client_key: str = field(default="", repr=False)


async def open_link(
    address: Address, *, internal: Collection[str], most_bytes: int
) -> Link:
    """Connect to a public address, or to a host within the house that is `internal`.

    `most_bytes` are kept of a message. Raises NotConnected.
    """
    try:
        async with asyncio.timeout(PATIENCE_S):
            found = await _place_of(address, internal)
            trusted = await asyncio.to_thread(_trust, address) if address.tls else None
            streams = await asyncio.open_connection(
                found,
                address.port,
                ssl=trusted,
                server_hostname=address.host if trusted else None,
            )
    except (OSError, InvalidIPAddress, UnicodeError) as error:
        raise _unreached(address, error) from error
    return Link(*streams, most_bytes=most_bytes)


async def try_out(
    address: Address, session: Session, *, internal: Collection[str]
) -> bool:
    """Ask a broker for topics and leave again; say whether it grants all of them.

    Nothing is taken, and no session is left behind. Raises NotConnected.
    """
    link = await open_link(address, internal=internal, most_bytes=0)
    try:
        async with asyncio.timeout(PATIENCE_S):
            await link.greet(session, clean=True)
            await link.until_granted()
    except TimeoutError as error:
        raise _unreached(address, error) from error
    finally:
        await link.close()
    return link.is_granted_beside


async def _place_of(address: Address, internal: Collection[str]) -> str:
    """Return what to connect to: once a name is looked at, the address it was then."""
    if address.host in internal:
        return address.host
    ask = partial(get_ip_address, address.host, address.port, allow_loopback=False)
    found, _ = await asyncio.get_running_loop().run_in_executor(_ASKING, ask)
    return str(found)


def _trust(address: Address) -> ssl.SSLContext:
    # What stands around a certificate may be in any language; ssl takes ASCII alone.
    own = address.ca_certificate.encode("ascii", "replace").decode()
    context = ssl.create_default_context(cadata=own or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if address.client_certificate:
        _show(context, address.client_certificate + "\n" + address.client_key)
    return context


def _show(context: ssl.SSLContext, certificate_and_key: str) -> None:
    """Show a certificate of ours; a file in memory, for `ssl` takes nothing else."""
    file = os.memfd_create("certificate")
    try:
        os.write(file, certificate_and_key.encode())
        context.load_cert_chain(f"/proc/self/fd/{file}")
    finally:
        os.close(file)


def _unreached(address: Address, error: Exception) -> NotConnected:
    place: dict[str, str | int] = {"host": address.host, "port": address.port}
    match error:
        case InvalidIPAddress():
            return NotConnected(
                "%(host)s is not a public address; a broker inside the network must be "
                "named in PROGRES_INTERNAL_HOSTS.",
                host=address.host,
            )
        case socket.gaierror() | UnicodeError():
            return NotConnected(
                "There is no host of the name %(host)s.", host=address.host
            )
        case ssl.SSLCertVerificationError():
            return NotConnected(
                "The certificate of %(host)s is not trusted (%(reason)s); enter the "
                "certificate of the authority that issued it.",
                host=address.host,
                reason=error.verify_message,
            )
        case ssl.SSLError():
            return NotConnected(
                "%(host)s, port %(port)s, does not take part in TLS (%(reason)s).",
                **place,
                reason=error.reason or str(error),
            )
        case ConnectionResetError() | ConnectionAbortedError() if address.tls:
            return NotConnected(
                "%(host)s, port %(port)s, hangs up where TLS should begin; perhaps it "
                "has none there.",
                **place,
            )
        case TimeoutError():
            return NotConnected("%(host)s, port %(port)s, does not answer.", **place)
        case _:
            return NotConnected("Nobody listens at %(host)s, port %(port)s.", **place)
