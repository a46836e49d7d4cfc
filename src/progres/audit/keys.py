"""With what heads of chains are signed: Ed25519, sealed with the master key."""

from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from django.conf import settings
from django.db import connection, transaction

from progres.kit.secrets import MasterKeys


@dataclass(frozen=True)
class SigningKey:
    """A key pair with its number in the database."""

    id: int
    private: Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        """The public part, 32 bytes."""
        return self.private.public_key().public_bytes_raw()


def is_signed(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Say whether a signature is that of a public key."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def newest_key(*, at: datetime) -> SigningKey:
    """The key to sign with; the first seal of a house makes it."""
    with connection.cursor() as cursor:
        cursor.execute("select id, sealed_key from audit_key order by id desc limit 1")
        row = cursor.fetchone()
        if row is not None:
            return _open(row[0], bytes(row[1]))
        private = Ed25519PrivateKey.generate()
        sealed = _sealed(1, private.private_bytes_raw(), settings.MASTER_KEYS)
        cursor.execute(
            "insert into audit_key (id, public_key, sealed_key, created_at)"
            " values (1, %s, %s, %s)",
            [private.public_key().public_bytes_raw(), sealed, at],
        )
    return SigningKey(1, private)


def public_keys() -> dict[int, bytes]:
    """Public keys by number, taken from the sealed private ones.

    Who can write into the database but does not know the master key cannot slip in a
    key of his own. Raises UnknownMasterKey.
    """
    with connection.cursor() as cursor:
        cursor.execute("select id, sealed_key from audit_key order by id")
        return {number: _open(number, bytes(k)).public for number, k in cursor}


@transaction.atomic
def reseal_signing_keys(master_keys: MasterKeys) -> int:
    """Seal the keys anew with the newest master key; say how many.

    Only as owner of the database. Raises UnknownMasterKey.
    """
    resealed = 0
    with connection.cursor() as cursor:
        cursor.execute("select id, sealed_key from audit_key for update")
        for number, sealed in cursor.fetchall():
            if not master_keys.is_newest(bytes(sealed)):
                private = master_keys.unseal(bytes(sealed), context=_context(number))
                cursor.execute(
                    "update audit_key set sealed_key = %s where id = %s",
                    [_sealed(number, private, master_keys), number],
                )
                resealed += 1
    return resealed


def _open(number: int, sealed: bytes) -> SigningKey:
    master_keys: MasterKeys = settings.MASTER_KEYS
    raw = master_keys.unseal(sealed, context=_context(number))
    return SigningKey(number, Ed25519PrivateKey.from_private_bytes(raw))


def _sealed(number: int, private: bytes, master_keys: MasterKeys) -> bytes:
    return master_keys.seal(private, context=_context(number))


def _context(number: int) -> str:
    return f"audit key {number}"
