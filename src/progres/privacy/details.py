"""What a controller says of itself: kept, and checked before."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction

from progres.accounts.membership import Membership
from progres.audit.actions import record
from progres.database.scope import Scope
from progres.kit.refusal import Refusal
from progres.privacy.models import Details
from progres.tenants.models import Tenant

LINES = {"controller": 200, "contact": 254}  # the most characters
TEXTS: Final = (
    *("address", "officer", "authority", "data_centre", "processors", "transfers"),
    *("instructions", "further_measures"),
)
MOST_CHARACTERS = 5000
FIELDS: Final = (*LINES, *TEXTS, "third_countries")


class BadDetails(Refusal):
    """The details cannot be kept like this; the message says why."""


def details_of(scope: Scope, tenant_id: int) -> Details:
    """Details of an instance in scope or above; empty where nobody entered any."""
    found = Details.objects.of(scope).filter(tenant_id=tenant_id).first()
    return found or Details(tenant_id=tenant_id, **dict.fromkeys(FIELDS, ""))


def missing_of(details: Details) -> list[str]:
    """Names of fields without which the documents are not complete."""
    needed = ("controller", "address", "contact", "authority", "third_countries")
    return [name for name in needed if not getattr(details, name)]


@transaction.atomic
def set_details(
    fields: Mapping[str, str], *, tenant: Tenant, by: Membership, at: datetime
) -> Details:
    """Keep what the controller of an instance in scope says; the same again is nothing.

    Raises BadDetails for texts that are too long, and for third countries that are
    unknown or named where there are none.
    """
    said = {name: fields.get(name, "").strip() for name in FIELDS}
    _check(said)
    details = details_of(by.scope, tenant.id)
    changed = {
        name: [getattr(details, name), value]
        for name, value in said.items()
        if getattr(details, name) != value
    }
    if not changed:
        return details
    for name, value in said.items():
        setattr(details, name, value)
    details.save()
    record(
        "privacy_details.changed",
        tenant_id=tenant.id,
        target=details.target,
        by=by.actor,
        at=at,
        details=changed,
    )
    return details


def _check(said: Mapping[str, str]) -> None:
    most = {**LINES, **dict.fromkeys(TEXTS, MOST_CHARACTERS)}
    for name, characters in most.items():
        if len(said[name]) > characters:
            raise BadDetails(
                "The text has %(size)s characters; it can have %(most)s.",
                size=len(said[name]),
                most=characters,
            )
    if said["third_countries"] not in {"", "none", "some"}:
        raise BadDetails("Say whether data are passed on outside the EEA.")
    if (said["third_countries"] == "some") != bool(said["transfers"]):
        raise BadDetails(
            "Name the third countries and the safeguards where data are passed on there,"
            " and nowhere else."
        )
