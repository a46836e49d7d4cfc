"""Invitations that wait for a contract to begin."""

from collections.abc import Iterator
from datetime import datetime

from django.db import connection

from progres.accounts.invitation_actions import TOKEN_PREFIX
from progres.accounts.models import Invitation
from progres.audit.actions import record
from progres.audit.rules import PLATFORM
from progres.database.scope import Scope
from progres.kit.secrets import hash_token, new_token


def tenants_with_waiting_invitations(*, at: datetime) -> list[int]:
    """Instances whose contract has begun and whose invitations have not gone out."""
    with connection.cursor() as cursor:
        cursor.execute("select tenants_with_waiting_invitations(%s)", [at])
        ids: list[int] = cursor.fetchone()[0]
    return ids


def let_out(tenant_id: int, *, at: datetime) -> Iterator[tuple[Invitation, str]]:
    """Give each waiting invitation of an instance in scope its link; it counts from now."""
    scope = Scope(frozenset({tenant_id}))
    waiting = Invitation.objects.of(scope).filter(sent_at=None)
    for invitation in waiting.select_related("tenant").select_for_update(of=("self",)):
        token = new_token(TOKEN_PREFIX)
        invitation.token_hash = hash_token(token)
        invitation.created_at = invitation.sent_at = at
        invitation.save(update_fields=["token_hash", "created_at", "sent_at"])
        record(
            "user.invitation_sent",
            tenant_id=tenant_id,
            target=invitation.target,
            by=PLATFORM,
            at=at,
        )
        yield invitation, token
