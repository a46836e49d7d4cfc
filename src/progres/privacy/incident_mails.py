"""Mails about breaches: to customers concerned, and before the 72 hours are over."""

import hashlib
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from progres.accounts.access import Permission
from progres.accounts.models import User
from progres.accounts.roles import rights_of_roles
from progres.audit.actions import record_about
from progres.audit.rules import PLATFORM
from progres.database.scope import Scope, scoped
from progres.notifications.account_mails import addressee
from progres.notifications.actions import compose
from progres.notifications.notices import Addressee
from progres.outbox.actions import Letter, queue_mails
from progres.privacy.details import details_of
from progres.privacy.incident_rules import CLOCK
from progres.privacy.models import Incident
from progres.tenants.models import Tenant

TOLD = "incident.told"
DUE = "incident.due"


def letters_to_customer(
    incident: Incident, tenant: Tenant, scope: Scope
) -> list[Letter]:
    """Write to a customer's contact for data protection and its administrators.

    The customer must be in the transaction's scope.
    """
    people = [
        addressee(person, tenant)
        for person in people_with(Permission.USERS_EDIT, tenant, scope)
    ]
    contact = details_of(scope, tenant.id).contact or tenant.contact_email
    if _is_address(contact):
        people.append(_outsider(contact, tenant))
    unique = {one.email.lower(): one for one in people}
    return [
        _letter("incident_told", TOLD, incident, tenant, to) for to in unique.values()
    ]


def remind_of_incidents(*, at: datetime) -> int:
    """Remind who deals with breaches whose 72 hours end soon; say of how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select incident_id, tenant_id, hours from incidents_to_remind(%s)", [at]
        )
        due = list(cursor.fetchall())
    for incident_id, tenant_id, hours in due:
        scope = Scope(frozenset({tenant_id}))
        with transaction.atomic(), scoped(scope):
            _remind(incident_id, scope, hours, at)
    return len(due)


def people_with(permission: Permission, tenant: Tenant, scope: Scope) -> list[User]:
    """Active people of an instance in scope whose own role has a right."""
    people = User.objects.of(scope).filter(tenant=tenant, is_active=True)
    rights = rights_of_roles(scope, {person.role for person in people})
    return [one for one in people.order_by("id") if permission in rights[one.role]]


def _remind(incident_id: int, scope: Scope, hours: int, at: datetime) -> None:
    incidents = Incident.objects.of(scope).select_related("tenant")
    incident = incidents.select_for_update(of=("self",)).get(id=incident_id)
    if incident.reminded_h is not None and incident.reminded_h <= hours:
        return
    tenant = incident.tenant
    people = people_with(Permission.PRIVACY_EDIT, tenant, scope)
    queue_mails(
        [
            _letter(
                "incident_due",
                DUE,
                incident,
                tenant,
                addressee(one, tenant),
                str(hours),
            )
            for one in people
        ],
        at=at,
    )
    incident.reminded_h = hours
    incident.save(update_fields=["reminded_h"])
    record_about(
        "incident.reminded",
        incident,
        by=PLATFORM,
        at=at,
        details={"hours_left": hours},
    )


def _letter(
    template: str,
    kind: str,
    incident: Incident,
    tenant: Tenant,
    to: Addressee,
    more: str = "",
) -> Letter:
    zone = ZoneInfo(tenant.time_zone)
    with override(to.language):
        subject = (
            _("A breach of data protection concerns %(name)s")
            if kind == TOLD
            else _("A breach of data protection: the authority must be told soon")
        )
        until = (incident.noticed_at + CLOCK).astimezone(zone)
        context = {
            "subject": subject % {"name": tenant.name},
            "link": f"{settings.BASE_URL}/i/{tenant.id}/"
            + ("" if kind == TOLD else f"privacy/incidents/{incident.id}/"),
            "to": to,
            "incident": incident,
            "tenant_name": tenant.name,
            "noticed": date_format(
                incident.noticed_at.astimezone(zone), "SHORT_DATETIME_FORMAT"
            ),
            "until": date_format(until, "SHORT_DATETIME_FORMAT"),
            "hours": more,
        }
        digest = hashlib.sha256(to.email.encode()).hexdigest()[:16]
        key = f"incident-{incident.id}-{tenant.id}-{more}-{digest}"
        return compose(template, context, kind=kind, key=key, to=to)


def _outsider(email: str, tenant: Tenant) -> Addressee:
    return Addressee(
        email=email,
        language=tenant.language,
        insider=True,
        tenant_id=tenant.id,
        sender_name=tenant.sender_name,
    )


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
