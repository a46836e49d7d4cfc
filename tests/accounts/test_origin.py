import pytest
from django.test import RequestFactory
from pytest_django import Settings

from progres.accounts.origin import client_ip, origin_of

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/138.0.0.0 Safari/537.36"
)


@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "found"),
    [
        (False, "", "192.0.2.1"),
        (False, "203.0.113.9", "192.0.2.1"),  # a claim that nobody vouches for
        (True, "", "192.0.2.1"),
        (True, "203.0.113.9", "203.0.113.9"),
        (True, "10.0.0.1, 203.0.113.9", "203.0.113.9"),  # the proxy's own word
        (True, "unknown", None),
    ],
)
def test_the_address_is_the_last_one_that_somebody_of_ours_saw(
    settings: Settings, behind_proxy: bool, forwarded: str, found: str | None
) -> None:
    settings.BEHIND_PROXY = behind_proxy
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}

    request = RequestFactory(REMOTE_ADDR="192.0.2.1").get("/", headers=headers)

    assert client_ip(request) == found


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (FIREFOX, ("Firefox", "140.0", "Linux")),
        (CHROME, ("Chrome", "138.0.0", "Windows 10 or later")),  # frozen by browsers
        ("", ("", "", "")),
        ("x" * 5000, ("", "", "")),
    ],
)
def test_browser_and_system_are_told_as_far_as_they_are_known(
    agent: str, told: tuple[str, str, str]
) -> None:
    request = RequestFactory().get("/", headers={"User-Agent": agent})

    origin = origin_of(request)

    assert (origin.browser, origin.browser_version, origin.system) == told
