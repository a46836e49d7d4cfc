"""How pages and endpoints are written down by hand, one row each.

A new page, endpoint, right or role costs a row here; a forgotten one fails a test.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from tests.isolation.tree import Home


class Kind(Enum):
    """How a page or endpoint behaves."""

    SHOWN = auto()  # only read
    FORM = auto()  # read, and sent
    SENT = auto()  # only sent
    STREAM = auto()  # read without an end; tells nobody to sign in
    OPERATORS = auto()  # read, in the operator's own instance alone
    OPERATORS_FORM = auto()  # read and sent, there alone


Sending = Callable[[str, str], bool]
Body = Callable[[Home], dict[str, object]]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One page, or one endpoint with its method; `needs` are rights, all of them.

    `lacking` is what members without the right are told, and `sees` a second right
    without which the thing in the address does not exist for them.
    `sending` says whether a person may send it about an instance, right or not.
    `query` belongs to its address, `asks` are queries with which it is read besides, `body` is what is sent to an
    endpoint, `ids` says what stands for an id of its address that has another name
    elsewhere, and `ends` what has to be planted anew once it was sent. `exists` says for
    whom the thing in its address is there at all, right or not.
    """

    kind: Kind
    needs: str = ""
    lacking: str = "403"
    sees: str = ""
    sending: Sending | None = None
    query: str = ""
    asks: tuple[str, ...] = ()
    body: Body | None = None
    ids: tuple[tuple[str, str], ...] = ()
    ends: tuple[str, ...] = ()
    exists: Sending | None = None


def shown(needs: str, *asks: str, query: str = "") -> Row:
    return Row(kind=Kind.SHOWN, needs=needs, asks=asks, query=query)


def form(needs: str, *asks: str, body: Body | None = None) -> Row:
    return Row(kind=Kind.FORM, needs=needs, asks=asks, body=body)


def new_place(home: Home) -> dict[str, object]:
    """Refused at last, since nothing can be below itself."""
    return {"parent": home.tenant.id}


def sent(
    needs: str,
    body: Body | None = None,
    *,
    sending: Sending | None = None,
    ids: tuple[tuple[str, str], ...] = (),
    ends: tuple[str, ...] = (),
) -> Row:
    return Row(
        kind=Kind.SENT, needs=needs, body=body, sending=sending, ids=ids, ends=ends
    )


# Of an invitation, in an address that names an account.
INVITED = (("user_id", "invitation_id"),)
AT_A_BROKER = (("connection_id", "mqtt_connection_id"),)
