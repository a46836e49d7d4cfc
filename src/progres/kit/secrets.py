"""Tokens that are stored hashed, and secrets that are stored sealed."""

import base64
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from progres.kit.env import Env

TOKEN_BYTES = 32
NONCE_BYTES = 12
NO_SECRET_KEY = "only-for-checks-without-a-server"  # noqa: S105 none at all


class UnknownMasterKey(ValueError):
    """A sealed secret was made with a master key that is not at hand."""


def new_token(prefix: str) -> str:
    """Make a secret of 256 random bits, led by a prefix that names its kind."""
    return f"{prefix}_{secrets.token_urlsafe(TOKEN_BYTES)}"


def hash_token(token: str) -> bytes:
    """Hash a token for storage, 32 bytes.

    Plain SHA-256 is enough because the token has 256 random bits; a password has not.
    """
    return hashlib.sha256(token.encode()).digest()


def matches(token: str, stored_hash: bytes) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(hash_token(token), stored_hash)


@dataclass(frozen=True)
class MasterKeys:
    """AES-256-GCM keys, the newest first: it seals, every one of them opens.

    A sealed secret is key id (4 bytes) + nonce (12) + ciphertext with tag.
    """

    keys: tuple[bytes, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read keys of 32 bytes as URL-safe base64, separated by blanks or commas."""
        try:
            keys = tuple(
                base64.urlsafe_b64decode(part)
                for part in text.replace(",", " ").split()
            )
        except ValueError:
            keys = ()
        if not keys or any(len(key) != TOKEN_BYTES for key in keys):
            raise UnknownMasterKey(
                "PROGRES_MASTER_KEY must hold keys of 32 bytes in URL-safe base64, "
                "the newest first; `progres keys new` makes one."
            )
        return cls(keys)

    def seal(self, secret: bytes, *, context: str) -> bytes:
        """Encrypt; `context` (such as 'device 7 app_key') must be the same to open."""
        nonce = os.urandom(NONCE_BYTES)
        key = self.keys[0]
        return (
            _key_id(key) + nonce + AESGCM(key).encrypt(nonce, secret, context.encode())
        )

    def unseal(self, sealed: bytes, *, context: str) -> bytes:
        """Decrypt what `seal` made.

        Raises UnknownMasterKey if no key fits or the context or the bytes were changed.
        """
        wanted, nonce, body = sealed[:4], sealed[4:16], sealed[16:]
        for key in self.keys:
            if _key_id(key) == wanted:
                try:
                    return AESGCM(key).decrypt(nonce, body, context.encode())
                except InvalidTag:
                    break
        raise UnknownMasterKey(
            "A stored secret cannot be opened with the master keys at hand; "
            "PROGRES_MASTER_KEY must still hold the key it was sealed with."
        )

    def is_newest(self, sealed: bytes) -> bool:
        """Say whether a sealed secret was made with the newest key."""
        return sealed[:4] == _key_id(self.keys[0])


def read_master_keys(env: Env) -> MasterKeys:
    """Read PROGRES_MASTER_KEY; without it a key is made of PROGRES_SECRET_KEY."""
    secret_key = env.text("PROGRES_SECRET_KEY", NO_SECRET_KEY)
    made = base64.urlsafe_b64encode(hashlib.sha256(secret_key.encode()).digest())
    return MasterKeys.parse(env.text("PROGRES_MASTER_KEY", made.decode()))


def new_master_key() -> str:
    """Make a master key in the form that `MasterKeys.parse` reads."""
    return base64.urlsafe_b64encode(secrets.token_bytes(TOKEN_BYTES)).decode()


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"progres master key" + key).digest()[:4]
