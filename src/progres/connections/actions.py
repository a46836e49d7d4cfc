from datetime import datetime

from django.db import transaction

from progres.accounts.membership import Membership
from progres.audit.actions import record_about
from progres.connections.checks import BadConnection
from progres.connections.models import Connection, Message
from progres.connections.rules import Kind, Outcome, Transport
from progres.kit.secrets import hash_token, new_token
from progres.kit.words import is_one_line
from progres.tenants.models import Tenant

TOKEN_PREFIX = "pc"  # noqa: S105 leads every secret, is none
LONGEST_NAME = 100
SHOWN_CHARACTERS = 8  # of a token, so that people recognise it


@transaction.atomic
def create_connection(
    *, name: str, kind: str, tenant: Tenant, by: Membership, at: datetime
) -> tuple[Connection, str]:
    """Make a connection and its secret, which is returned once and never shown again.

    Raises BadConnection for an unknown kind or a name that cannot be.
    """
    connection, token = add_connection(
        name=name, kind=kind, transport=Transport.WEBHOOK, tenant=tenant, at=at
    )
    record_about("connection.created", connection, by=by.actor, at=at)
    return connection, token


@transaction.atomic
def renew_token(connection_id: int, *, by: Membership, at: datetime) -> str:
    """Give a connection a new secret; the old one ends at once.

    Raises Connection.DoesNotExist if it is not in the member's reach, or by MQTT, where
    the secret is the broker's.
    """
    webhooks = Connection.objects.of(by.scope).filter(transport=Transport.WEBHOOK)
    connection = webhooks.get(id=connection_id)
    token = new_token(TOKEN_PREFIX)
    _set_token(connection, token)
    connection.save(update_fields=["token_hash", "token_prefix"])
    record_about("connection.token_renewed", connection, by=by.actor, at=at)
    return token


@transaction.atomic
def pause_connection(connection_id: int, *, by: Membership, at: datetime) -> None:
    """Let a connection take nothing until it goes on.

    A webhook is answered 503 meanwhile, and a broker keeps what it has for us.
    Raises Connection.DoesNotExist if it is not in the member's reach.
    """
    connection = Connection.objects.of(by.scope).get(id=connection_id)
    if connection.paused_at is None:
        connection.paused_at = at
        connection.save(update_fields=["paused_at"])
        record_about("connection.paused", connection, by=by.actor, at=at)


@transaction.atomic
def resume_connection(connection_id: int, *, by: Membership, at: datetime) -> None:
    """Let a paused connection go on.

    Raises Connection.DoesNotExist if it is not in the member's reach.
    """
    connection = Connection.objects.of(by.scope).get(id=connection_id)
    if connection.paused_at is not None:
        connection.paused_at = None
        connection.save(update_fields=["paused_at"])
        record_about("connection.resumed", connection, by=by.actor, at=at)


@transaction.atomic
def try_message_again(
    connection_id: int, message_id: int, *, by: Membership, at: datetime
) -> None:
    """Hand a rejected message to the front door again, which takes a second or two.

    Raises Message.DoesNotExist if there is none in the member's reach, or one that was
    too large to be kept.
    """
    rejected = (
        Message.objects.of(by.scope)
        .filter(connection_id=connection_id, outcome=Outcome.REJECTED)
        .exclude(body=b"")
    )
    message = rejected.select_related("connection").defer("body").get(id=message_id)
    if message.again_at is not None:
        return
    message.again_at = at
    message.save(update_fields=["again_at"])
    record_about(
        "connection.message_tried_again", message.connection, by=by.actor, at=at
    )


@transaction.atomic
def delete_connection(connection_id: int, *, by: Membership, at: datetime) -> None:
    """Remove a connection with its messages and its unassigned uplinks.

    Raises Connection.DoesNotExist if it is not in the member's reach.
    """
    connection = Connection.objects.of(by.scope).get(id=connection_id)
    record_about("connection.deleted", connection, by=by.actor, at=at)
    connection.delete()


def add_connection(
    *, name: str, kind: str, transport: Transport, tenant: Tenant, at: datetime
) -> tuple[Connection, str]:
    """Make a connection with a new secret; part of actions. Raises BadConnection."""
    if kind not in set(Kind):
        raise BadConnection(
            "'%(kind)s' is not a kind of connection; use one of %(kinds)s.",
            kind=kind,
            kinds=", ".join(Kind),
        )
    token = new_token(TOKEN_PREFIX)
    connection = Connection(
        tenant=tenant,
        name=checked_name(name),
        kind=kind,
        transport=transport,
        created_at=at,
    )
    _set_token(connection, token)
    connection.save(force_insert=True)
    return connection, token


def checked_name(name: str) -> str:
    """Raise BadConnection for a name that is none."""
    if not name.strip():
        raise BadConnection("A connection needs a name, such as 'ChirpStack Rathaus'.")
    if len(name.strip()) > LONGEST_NAME or not is_one_line(name.strip()):
        raise BadConnection(
            "The name of a connection has at most %(most)s characters, all of which can "
            "be seen.",
            most=LONGEST_NAME,
        )
    return name.strip()


def _set_token(connection: Connection, token: str) -> None:
    connection.token_hash = hash_token(token)
    connection.token_prefix = token[: len(TOKEN_PREFIX) + 1 + SHOWN_CHARACTERS]
