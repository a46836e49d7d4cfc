"""Logos: whatever picture comes in, a PNG of our own making is kept."""

import hashlib
import io
from datetime import datetime

from django.db import transaction
from PIL import Image, UnidentifiedImageError

from progres.audit.actions import record
from progres.audit.rules import Actor
from progres.database.scope import Scope
from progres.tenants.checks import BadTenant
from progres.tenants.models import Logo
from progres.tenants.queries import get_tenant

MOST_BYTES = 200_000
MOST_PIXELS = 4_000 * 4_000
LARGEST = (640, 160)  # of what is kept, for screens of high density
FORMATS = ("PNG", "JPEG", "WEBP")
_UNREADABLE = (
    *(UnidentifiedImageError, OSError, SyntaxError, ValueError),
    *(Image.DecompressionBombError, Image.DecompressionBombWarning),
)


class BadLogo(BadTenant):
    """A picture that cannot be a logo; the message says why."""


@transaction.atomic
def set_logo(
    tenant_id: int, content: bytes, *, scope: Scope, by: Actor, at: datetime
) -> None:
    """Keep a picture as the logo of an instance in scope.

    Raises Tenant.DoesNotExist, and BadLogo.
    """
    tenant = get_tenant(scope, tenant_id)
    png = checked_logo(content)
    digest = hashlib.sha256(png).hexdigest()[:16]
    before = Logo.objects.of(scope).filter(tenant=tenant).first()
    if before is not None and before.digest == digest:
        return
    Logo.objects.update_or_create(  # tenancy: of this instance
        tenant=tenant, defaults={"content": png, "digest": digest}
    )
    _note("tenant.logo_set", tenant_id, scope=scope, by=by, at=at)


@transaction.atomic
def remove_logo(tenant_id: int, *, scope: Scope, by: Actor, at: datetime) -> None:
    """Take an instance's own logo away, if it has one. Raises Tenant.DoesNotExist."""
    tenant = get_tenant(scope, tenant_id)
    gone, _ = Logo.objects.of(scope).filter(tenant=tenant).delete()
    if gone:
        _note("tenant.logo_removed", tenant_id, scope=scope, by=by, at=at)


def has_own_logo(scope: Scope, tenant_id: int) -> bool:
    """Say whether an instance in scope has a logo of its own."""
    return Logo.objects.of(scope).filter(tenant_id=tenant_id).exists()


def checked_logo(content: bytes) -> bytes:
    """Draw a PNG, JPEG or WebP anew as PNG, without anything but the picture.

    Raises BadLogo for more than 200 kB, for other formats, and for what cannot be read.
    """
    if len(content) > MOST_BYTES:
        raise BadLogo(
            "The logo has %(size)s kB; it can have %(most)s kB.",
            size=len(content) // 1000,
            most=MOST_BYTES // 1000,
        )
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            _check_size(picture)
            drawn = picture.convert("RGBA")
    except BadLogo:
        raise
    except _UNREADABLE:
        raise BadLogo("The logo is not a PNG, JPEG or WebP picture.") from None
    drawn.thumbnail(LARGEST)
    clean = Image.new("RGBA", drawn.size)
    clean.paste(drawn)
    out = io.BytesIO()
    clean.save(out, "PNG", optimize=True)
    return out.getvalue()


def _check_size(picture: Image.Image) -> None:
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise BadLogo(
            "The logo has %(width)s × %(height)s pixels; it can have 4000 × 4000.",
            width=width,
            height=height,
        )


def _note(
    action: str, tenant_id: int, *, scope: Scope, by: Actor, at: datetime
) -> None:
    record(
        action,
        tenant_id=tenant_id,
        target=get_tenant(scope, tenant_id).target,
        by=by,
        at=at,
    )
