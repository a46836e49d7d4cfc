"""Second factors: what they are, and their secrets, sealed with the master key.

The rows are those of allauth.mfa. A secret is sealed before it is stored and stands
there as Base64, in `data`.
"""

import base64
import json
from collections.abc import Mapping
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from progres.accounts.models import User
from progres.audit.actions import record_about
from progres.audit.rules import Actor
from progres.database.scope import Scope, scoped
from progres.kit.secrets import MasterKeys

KINDS = ("totp", "webauthn")  # recovery codes alone are none
_SECRETS = ("secret", "seed")  # fields of `data`, of an app and of recovery codes
_CONTEXT = "second factor"


def seal_secret(text: str) -> str:
    """Encrypt a secret for `data`."""
    master_keys: MasterKeys = settings.MASTER_KEYS
    return _sealed(text.encode(), master_keys)


def open_secret(sealed: str) -> str:
    """Decrypt what `seal_secret` made. Raises UnknownMasterKey."""
    master_keys: MasterKeys = settings.MASTER_KEYS
    return _opened(sealed, master_keys).decode()


def factors_of(user: User) -> QuerySet[Authenticator]:
    """Everything that a person can show besides the password, the oldest first."""
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user_id=user.id)
    return found.order_by("id")


@transaction.atomic
def note_factor(action: str, user: User, *, kind: str, by: Actor, at: datetime) -> None:
    """Note that a second factor came or went; `kind` is its type."""
    with scoped(Scope(frozenset({user.tenant_id}))):
        record_about(
            action,
            user,
            by=by,
            at=at,
            details={"kind": kind},
        )


@transaction.atomic
def reseal_factors(master_keys: MasterKeys) -> int:
    """Seal the secrets anew with the newest master key; say how many.

    Only as owner of the database. Raises UnknownMasterKey.
    """
    resealed = 0
    with connection.cursor() as cursor:
        cursor.execute("select id, data::text from mfa_authenticator for update")
        for number, text in cursor.fetchall():
            data = json.loads(text)
            old = _old_secrets(data, master_keys)
            for name in old:
                data[name] = _sealed(_opened(data[name], master_keys), master_keys)
            if old:
                cursor.execute(
                    "update mfa_authenticator set data = %s where id = %s",
                    [json.dumps(data), number],
                )
            resealed += len(old)
    return resealed


def _old_secrets(data: Mapping[str, str], master_keys: MasterKeys) -> list[str]:
    return [
        name
        for name in _SECRETS
        if name in data and not master_keys.is_newest(base64.b64decode(data[name]))
    ]


def _sealed(secret: bytes, master_keys: MasterKeys) -> str:
    return base64.b64encode(master_keys.seal(secret, context=_CONTEXT)).decode()


def _opened(sealed: str, master_keys: MasterKeys) -> bytes:
    return master_keys.unseal(base64.b64decode(sealed), context=_CONTEXT)
