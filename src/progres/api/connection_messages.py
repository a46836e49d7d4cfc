"""Last messages of a connection: /api/v1/connections/{connection_id}/messages."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from ninja import Query, Router, Schema, Status

from progres.accounts.access import Permission
from progres.api.answers import ApiRequest
from progres.api.auth import readers, writers
from progres.api.paging import Paging, Part, part_of
from progres.connections.actions import try_message_again
from progres.connections.queries import get_connection, last_messages
from progres.connections.rules import Outcome
from progres.kit.refusal import said_again

router = Router(tags=["connections"])


class MessageOut(Schema):
    """A message that was no uplink, or could not be read."""

    id: int
    received_at: datetime
    event: str
    dev_eui: str
    outcome: Outcome
    note: str

    @staticmethod
    def resolve_note(message: Any) -> str:
        if message.facts is None:
            return str(message.note)
        return str(said_again(message.note, message.facts))


@router.get(
    "/{int:connection_id}/messages",
    response=Part[MessageOut],
    auth=readers(Permission.CONNECTIONS_VIEW, Permission.READINGS_VIEW),
)
def list_messages(
    request: ApiRequest, connection_id: int, paging: Query[Paging]
) -> dict[str, Any]:
    """The last messages that were no uplinks or could not be read, the newest first."""
    connection = get_connection(request.by.scope, connection_id)
    found = last_messages(request.by.scope, connection.id)
    return part_of(found, paging, newest_first=True)


@router.post(
    "/{int:connection_id}/messages/{int:message_id}/replay",
    response={202: None},
    auth=writers(Permission.CONNECTIONS_EDIT, Permission.READINGS_VIEW),
)
def replay_message(
    request: ApiRequest, connection_id: int, message_id: int
) -> Status[None]:
    """Let a rejected message be read again; it is gone once that is done."""
    try_message_again(connection_id, message_id, by=request.by, at=timezone.now())
    return Status(202, None)
