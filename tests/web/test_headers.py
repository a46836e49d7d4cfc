"""What every answer tells the browser."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.web.conftest import Browser
from tests.world import World


def directives(policy: str) -> dict[str, str]:
    return dict(part.strip().partition(" ")[::2] for part in policy.split(";"))


@pytest.mark.parametrize(
    "path", ["/account/login/", "/nothing/here/", "/api/v1/devices"]
)
def test_a_page_may_load_nothing_from_elsewhere_and_run_nothing_inline(
    db: None, client: Client, path: str
) -> None:
    policy = directives(client.get(path).headers["Content-Security-Policy"])

    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert set(policy.values()) == {"'none'", "'self'", "'self' data:"}


def test_what_a_signed_in_person_sees_is_kept_by_no_cache(
    world: World, browser: Browser
) -> None:
    address = reverse("web:overview", args=[world.musterstadt.id])

    answer = browser(world.olga).get(address)

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
