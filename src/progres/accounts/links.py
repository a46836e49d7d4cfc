"""Links that let a person choose a new password: signed, for an hour, for one use.

Nothing is stored: the link bears a digest of the account as it is, which the new
password changes.
"""

from datetime import timedelta

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from progres.accounts.lookups import account_of
from progres.accounts.models import User

LINK_STANDS = timedelta(hours=1)
_SALT = "progres.accounts.links"


class BadLink(LookupError):
    """The link is forged, too old, used, or its account is gone."""


def make_link(user: User) -> str:
    """Make what stands in the address of the page for a new password."""
    return signing.dumps([user.id, digest_of(user)], salt=_SALT)


def read_link(link: str) -> tuple[User, str]:
    """Find whom a link is for, with its digest. Raises BadLink."""
    try:
        user_id, digest = signing.loads(link, salt=_SALT, max_age=LINK_STANDS)
        user = account_of(user_id)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise BadLink from error
    if user is None or not user.is_active:
        raise BadLink
    if not constant_time_compare(digest, digest_of(user)):
        raise BadLink
    return user, digest


def digest_of(user: User) -> str:
    """Digest what a new password or another address changes."""
    return salted_hmac(_SALT, f"{user.password}|{user.email}").hexdigest()[:32]
