"""The yearly review of who has which rights."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from asgiref.sync import async_to_sync
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from progres.accounts.access import Role
from progres.accounts.models import AccessReview, Grant
from progres.accounts.user_actions import delete_user
from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from tests.web.conftest import Browser, Site
from tests.web.test_users import KLARA
from tests.world import NOON, World, keep

OVERDUE = "The yearly review of who has which rights is overdue."


def address(world: World, name: str = "access_review", query: str = "") -> str:
    return reverse(f"web:{name}", args=[world.musterstadt.id]) + query


def reviews(world: World) -> list[AccessReview]:
    with scoped(world.everything):
        found = AccessReview.objects.of(world.everything).select_related("user")
        return list(found.order_by("id"))


def grant_to_nora(world: World) -> None:
    with transaction.atomic(), scoped(world.olga.scope):
        Grant(
            tenant=world.bad,
            user=world.nora.user,
            role=Role.ANALYST,
            created_at=NOON,
            expires_at=timezone.now() + timedelta(days=3),
        ).save(force_insert=True)


def test_every_kind_of_access_is_listed_with_its_rights(
    site: Site, browser: Browser
) -> None:
    world = site.world
    olga = browser(world.olga)
    grant_to_nora(world)
    olga.post(reverse("web:user_new", args=[world.musterstadt.id]), klara(world))
    for kind, words in (
        ("", ("Rita Sommer", "rita@example.org", "Viewer", "never")),
        ("?show=nothing", ("Rita Sommer", "Viewer")),
        ("?show=grants", ("Nora Winter", "Hallenbad", "Analyst")),
        ("?show=keys", ("Export (pk_", "Olga Keller", "only reading")),
        ("?show=screens", ("Foyer (pd_", "shows: The overview")),
        ("?show=invitations", ("Klara Lenz", "Viewer")),
    ):
        page = olga.get(address(world, query=kind)).text
        assert [word for word in words if word not in page] == [], kind


def klara(world: World) -> dict[str, object]:
    return {**KLARA, "tenant": world.musterstadt.id}


def test_strangers_and_their_rights_are_in_no_review_of_others(
    world: World, browser: Browser
) -> None:
    grant_to_nora(world)
    page = browser(world.nora).get(reverse("web:access_review", args=[world.nord.id]))

    assert "Nora Winter" in page.text
    assert "rita@example.org" not in page.text
    assert "nora@example.org" not in browser(world.olga).get(address(world)).text


def test_a_review_is_recorded_with_who_and_when_and_is_due_again_in_a_year(
    world: World, browser: Browser
) -> None:
    olga = browser(world.olga)
    assert OVERDUE in _users(world, browser, days=366)
    note = {"note": "Rita is a viewer now."}

    sent = olga.post(address(world, "access_review_confirm"), note, follow=True)

    assert "The review is recorded." in sent.text
    assert "Rita is a viewer now." in sent.text
    (review,) = reviews(world)
    assert (review.user, review.tenant_id) == (world.olga.user, world.musterstadt.id)
    with scoped(world.olga.scope):
        entry = AuditEntry.objects.get(action="access_review.confirmed")
    assert entry.details == note
    since = (timezone.now() - NOON).days
    assert OVERDUE not in _users(world, browser, days=since + 364)
    assert OVERDUE in _users(world, browser, days=since + 366)


def _users(world: World, browser: Browser, *, days: int) -> str:
    """The page of users, so many days after noon."""
    with time_machine.travel(NOON + timedelta(days=days), tick=False):
        page = browser(world.olga).get(address(world, "user_list"))
        return str(page.text)


def test_a_note_that_is_too_long_is_refused_beside_the_field(
    world: World, browser: Browser
) -> None:
    note = {"note": "x" * 501}
    page = browser(world.olga).post(address(world, "access_review_confirm"), note)

    assert "at most 500 characters" in page.text
    assert reviews(world) == []


def test_who_may_only_see_people_looks_and_does_not_confirm(
    world: World, browser: Browser
) -> None:
    world.rita.user.role = Role.PRIVACY_OFFICER
    keep(world.rita.user)
    officer = browser(world.rita)

    page = officer.get(address(world))
    assert page.status_code == 200
    assert "I have reviewed all of it" not in page.text
    assert officer.post(address(world, "access_review_confirm")).status_code == 403
    assert reviews(world) == []


def test_a_review_outlives_the_account_without_its_name(
    world: World, browser: Browser
) -> None:
    olga, nina = browser(world.olga), world.rita.user
    nina.role = Role.INSTANCE_ADMIN
    keep(nina)
    browser(world.rita).post(address(world, "access_review_confirm"))
    with scoped(world.olga.scope):
        delete_user(nina.id, by=world.olga, at=NOON)

    page = olga.get(address(world)).text

    assert "a former user" in page
    assert [review.user for review in reviews(world)] == [None]


def test_somebody_from_above_is_named_as_reviewer(
    world: World, browser: Browser
) -> None:
    browser(world.otto).post(address(world, "access_review_confirm"))
    assert "Otto Berger" in browser(world.olga).get(address(world)).text


@pytest.mark.parametrize(
    ("language", "head", "words"),
    [
        ("en", "Kind,Who or what", "Accounts,Rita Sommer,rita@example.org"),
        ("de", "Art;Wer oder was", "Konten;Rita Sommer;rita@example.org"),
    ],
)
def test_all_of_it_is_exported_and_that_is_recorded(
    site: Site, browser: Browser, language: str, head: str, words: str
) -> None:
    world = site.world
    olga = browser(world.olga)
    world.olga.user.language = language
    keep(world.olga.user)

    response = olga.get(address(world, "access_review_export"))
    text = _whole(response)

    assert text.startswith("\ufeff" + head)
    assert words in text
    for part in ("Foyer (pd_", "Export (pk_"):
        assert part in text
    assert "nora@example.org" not in text
    with transaction.atomic(), scoped(world.olga.scope):
        assert AuditEntry.objects.filter(action="access_review.exported").count() == 1


def _whole(response: Any) -> str:
    async def read(parts: AsyncIterator[bytes]) -> bytes:
        return b"".join([part async for part in parts])

    return async_to_sync(read)(response.streaming_content).decode()


def test_what_a_spreadsheet_would_compute_is_defused(
    site: Site, browser: Browser
) -> None:
    world = site.world
    world.rita.user.first_name = "=1+1"
    keep(world.rita.user)

    text = _whole(browser(world.olga).get(address(world, "access_review_export")))

    assert "'=1+1 Sommer" in text
