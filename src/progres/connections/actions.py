from datetime import datetime

from django.db import transaction

from progres.accounts.membership import Membership
from progres.audit.actions import record_about
from progres.connections.models import Connection
from progres.connections.rules import Kind
from progres.kit.refusal import Refusal
from progres.kit.secrets import hash_token, new_token
from progres.kit.words import is_one_line
from progres.tenants.models import Tenant

TOKEN_PREFIX = "pc"  # noqa: S105 leads every secret, is none
LONGEST_NAME = 100
SHOWN_CHARACTERS = 8  # of a token, so that people recognise it


class BadConnection(Refusal):
    """A connection cannot be like this; the message says why."""


@transaction.atomic
def create_connection(
    *, name: str, kind: str, tenant: Tenant, by: Membership, at: datetime
) -> tuple[Connection, str]:
    """Make a connection and its secret, which is returned once and never shown again.

    Raises BadConnection for an unknown kind or a name that cannot be.
    """
    if kind not in set(Kind):
        raise BadConnection(
            "'%(kind)s' is not a kind of connection; use one of %(kinds)s.",
            kind=kind,
            kinds=", ".join(Kind),
        )
    if not name.strip():
        raise BadConnection("A connection needs a name, such as 'ChirpStack Rathaus'.")
    if len(name.strip()) > LONGEST_NAME or not is_one_line(name.strip()):
        raise BadConnection(
            "The name of a connection has at most %(most)s characters, all of which can "
            "be seen.",
            most=LONGEST_NAME,
        )
    token = new_token(TOKEN_PREFIX)
    connection = Connection(tenant=tenant, name=name.strip(), kind=kind, created_at=at)
    _set_token(connection, token)
    connection.save(force_insert=True)
    record_about("connection.created", connection, by=by.actor, at=at)
    return connection, token


@transaction.atomic
def renew_token(connection_id: int, *, by: Membership, at: datetime) -> str:
    """Give a connection a new secret; the old one ends at once.

    Raises Connection.DoesNotExist if it is not in the member's reach.
    """
    connection = Connection.objects.of(by.scope).get(id=connection_id)
    token = new_token(TOKEN_PREFIX)
    _set_token(connection, token)
    connection.save(update_fields=["token_hash", "token_prefix"])
    record_about("connection.token_renewed", connection, by=by.actor, at=at)
    return token


@transaction.atomic
def delete_connection(connection_id: int, *, by: Membership, at: datetime) -> None:
    """Remove a connection with its messages and its unassigned uplinks.

    Raises Connection.DoesNotExist if it is not in the member's reach.
    """
    connection = Connection.objects.of(by.scope).get(id=connection_id)
    record_about("connection.deleted", connection, by=by.actor, at=at)
    connection.delete()


def _set_token(connection: Connection, token: str) -> None:
    connection.token_hash = hash_token(token)
    connection.token_prefix = token[: len(TOKEN_PREFIX) + 1 + SHOWN_CHARACTERS]
