"""What people say of an instance, checked before it is stored."""

import re
import zoneinfo
from collections.abc import Mapping, Sequence
from functools import cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email, validate_slug

from progres.kit.languages import language_problem
from progres.kit.refusal import Refusal, Said
from progres.kit.texts import text_problem

# Texts, each with what it is called and how many characters it can have.
TEXTS = {
    "name": (Said("name"), 100),
    "short_name": (Said("short name"), 40),
    "contact_first_name": (Said("contact's first name"), 60),
    "contact_last_name": (Said("contact's last name"), 60),
    "contact_email": (Said("contact's e-mail address"), 254),
    "contact_phone": (Said("contact's phone"), 40),
    "brand_name": (Said("brand name"), 60),
    "accent": (Said("accent colour"), 7),
    "mail_sender_name": (Said("sender of mails"), 100),
    "language": (Said("language"), 2),
    "time_zone": (Said("time zone"), 60),
}
QUOTAS = ("quota_devices", "quota_users", "quota_uplinks")
CHANGEABLE = (*TEXTS, *QUOTAS)
MOST = 2**31 - 1
_COLOUR = re.compile(r"#[0-9a-f]{6}")


class BadTenant(Refusal):
    """An instance cannot be like this; the message says why and what would be right."""


def checked_tenant(said: Mapping[str, object]) -> dict[str, object]:
    """Return columns of an instance for some of CHANGEABLE; raise BadTenant."""
    columns = {name: _trimmed(value) for name, value in said.items()}
    for name, check in _CHECKS.items():
        if name in columns:
            check(str(columns[name]))
    for name, (word, most) in TEXTS.items():
        if name in columns and (
            problem := text_problem(word, str(columns[name]), most=most, tags=False)
        ):
            raise BadTenant.like(problem)
    for name in QUOTAS:
        if name in columns:
            _check_quota(columns[name])
    if columns.get("accent"):
        columns["accent"] = _checked_colour(str(columns["accent"]).lower())
    return columns


def _trimmed(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _check_name(name: str) -> None:
    if not name:
        raise BadTenant("An instance needs a name, such as 'Stadtwerke Musterstadt'.")


def _check_short_name(short_name: str) -> None:
    try:
        validate_slug(short_name)
    except ValidationError:
        raise BadTenant(
            "'%(short_name)s' is not a short name: it needs letters, digits and "
            "hyphens, such as 'sw-musterstadt'.",
            short_name=short_name[:40],
        ) from None


def _check_language(language: str) -> None:
    if problem := language_problem(language):
        raise BadTenant.like(problem)


@cache
def time_zones() -> Sequence[str]:
    """All time zones by name; to find them is to open some hundred files."""
    return sorted(zoneinfo.available_timezones())


def _check_time_zone(time_zone: str) -> None:
    if time_zone not in time_zones():
        raise BadTenant(
            "'%(time_zone)s' is not a time zone; use one such as 'Europe/Berlin'.",
            time_zone=time_zone[:60],
        )


def _check_contact_email(email: str) -> None:
    try:
        if email:
            validate_email(email)
    except ValidationError:
        raise BadTenant(
            "'%(email)s' is not an e-mail address; use one such as name@example.org.",
            email=email[:100],
        ) from None


def _checked_colour(accent: str) -> str:
    if not _COLOUR.fullmatch(accent):
        raise BadTenant(
            "'%(accent)s' is not a colour; it needs six hex digits, such as #0b5fc0.",
            accent=accent,
        )
    return accent


def _check_quota(quota: object) -> None:
    if quota is not None and not (isinstance(quota, int) and 0 <= quota <= MOST):
        raise BadTenant(
            "%(quota)s is not a quota; use a whole number, or nothing for no limit.",
            quota=str(quota)[:40],
        )


_CHECKS = {
    "name": _check_name,
    "short_name": _check_short_name,
    "language": _check_language,
    "time_zone": _check_time_zone,
    "contact_email": _check_contact_email,
}
