"""What tests of requests of persons on pages have in common."""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse

from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.outbox.models import Mail
from progres.privacy.models import PersonRequest
from tests.world import NOON, World

LATER = NOON + timedelta(hours=1)


def page(world: World, view: str, *ids: object) -> str:
    return reverse(f"web:{view}", args=[world.musterstadt.id, *ids])


def requests(world: World) -> list[PersonRequest]:
    with transaction.atomic(), scoped(world.everything):
        found = PersonRequest.objects.of(world.everything).select_related("tenant")
        return list(found.order_by("id"))


def mails(world: World) -> list[Mail]:
    with transaction.atomic(), scoped(world.everything):
        return list(Mail.objects.of(world.everything).order_by("id"))


def actions(world: World) -> list[str]:
    with transaction.atomic(), scoped(world.everything):
        entries = AuditEntry.objects.filter(target_type="person_request")
        return [e.action for e in entries.order_by("id") if "viewed" not in e.action]


def letter(world: World, **changes: object) -> dict[str, object]:
    """What Olga types in of a letter."""
    return {
        "kind": "access",
        "name": "Klara Sandmann",
        "email": "klara@example.org",
        "terms": "Sandmann-Vogt\n4711",
        "language": "de",
        "channel": "letter",
        "received_on": "2026-02-27",
        "wish": "Was wissen Sie über mich?",
        "tenant": world.musterstadt.id,
        **changes,
    }
