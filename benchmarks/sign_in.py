"""Signing in, asking for a new password, opening an invitation: how long, for whom.

Known and unknown addresses take turns, so that whatever else the machine does falls on
both; what their medians differ by must be less than what one of them varies by itself.
"""

import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

from _house import house

if TYPE_CHECKING:
    from django.test import Client

TIMES = 60
KNOWN, UNKNOWN = "rita@example.org", "nobody@example.org"


def main() -> None:
    with house():
        from django.conf import settings
        from django.db import transaction
        from django.test import Client

        settings.ALLOWED_HOSTS = ["testserver"]
        sys.path.append(str(Path(__file__).parents[1]))  # the cast of the tests
        from tests.world import make_world

        with transaction.atomic():
            world = make_world()
        client = Client()
        page("sign-in page, without hashing", client, "/account/login/")
        compare("sign in with a wrong password", lambda email: sign_in(client, email))
        compare("ask for a new password", lambda email: reset(client, email))
        links = {email: invite(world, email) for email in (KNOWN, UNKNOWN)}
        compare("open an invitation", lambda email: client.get(links[email]))
        forged = {KNOWN: links[KNOWN][:-4] + "xxx/", UNKNOWN: "/account/invitation/pi/"}
        compare("open a forged invitation", lambda email: client.get(forged[email]))


def sign_in(client: "Client", email: str) -> object:
    return client.post("/account/login/", {"login": email, "password": "wrong"})


def reset(client: "Client", email: str) -> object:
    return client.post("/account/reset/", {"email": email})


def invite(world: object, email: str) -> str:
    """Invite an address to an instance where it has no account; return the link."""
    from django.db import transaction
    from django.utils import timezone

    from progres.accounts.people import PersonFields
    from progres.database.scope import scoped
    from progres.notifications.account_mails import invite
    from progres.outbox.queries import search_mails

    fields = PersonFields(
        email=email, first_name="Klara", last_name="Lenz", role="viewer"
    )
    nora, nord = world.nora, world.nord  # type: ignore[attr-defined] # a World
    with transaction.atomic(), scoped(nora.scope):
        invite(fields, tenant=nord, by=nora, at=timezone.now())
        text = search_mails(nora.scope).first().text  # type: ignore[union-attr]
    return re.search(r"/account/invitation/[^/]+/", text)[0]  # type: ignore[index]


def page(name: str, client: "Client", address: str) -> None:
    spans = [timed(lambda: client.get(address)) for _ in range(TIMES)]
    print(f"{name:34} median {median(spans):6.1f} ms")


def compare(name: str, work: Callable[[str], object]) -> None:
    """Print the medians of both, and the half of all runs in between."""
    from django.core.cache import cache

    spans: dict[str, list[float]] = {KNOWN: [], UNKNOWN: []}
    for turn in range(TIMES + 5):
        for email in (KNOWN, UNKNOWN) if turn % 2 else (UNKNOWN, KNOWN):
            cache.clear()  # nobody is locked out
            span = timed(lambda email=email: work(email))  # type: ignore[misc]
            if turn >= 5:
                spans[email].append(span)
    told = []
    for words, email in (("known", KNOWN), ("unknown", UNKNOWN)):
        low, _, high = quantiles(spans[email], n=4)
        told.append(f"{words} {median(spans[email]):6.2f} ms ({low:.2f}–{high:.2f})")
    print(f"{name:34} {', '.join(told)}")


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
