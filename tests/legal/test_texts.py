"""Public texts, from the pages where they are written and read."""

from django.test import Client
from django.urls import reverse

from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.legal.rules import to_html
from tests.web.conftest import Browser, browser
from tests.world import World

__all__ = ["browser"]  # the fixture


def editor(world: World, kind: str = "privacy", language: str = "de") -> str:
    ids = {"tenant_id": world.operator.id, "kind": kind, "language": language}
    return reverse("web:legal_text", kwargs=ids)


def reader(language: str) -> Client:
    return Client(headers={"Accept-Language": language})


def test_what_the_operator_publishes_everybody_reads_in_the_own_language(
    world: World, browser: Browser
) -> None:
    otto = browser(world.otto)
    assert "has not published this text yet" in reader("en").get("/imprint").text

    otto.post(editor(world), {"body": "## Zwecke\n\nNur **das Nötige**."})
    german = reader("de-DE,de;q=0.9").get("/privacy").text
    assert "<h3>Zwecke</h3>" in german
    assert "<strong>das Nötige</strong>" in german
    assert 'lang="de">' in reader("en").get("/privacy").text  # better than nothing

    otto.post(editor(world, language="en"), {"body": "Only what is needed."})
    assert "Only what is needed." in reader("en").get("/privacy").text
    assert "das Nötige" in reader("de").get("/privacy").text
    assert "noch nicht veröffentlicht" in reader("de").get("/imprint").text


def test_every_version_stays_and_says_that_it_is_old(
    world: World, browser: Browser
) -> None:
    otto = browser(world.otto)
    for body in ("First words.", "Second words.", "Second words.  \n"):
        otto.post(editor(world, "imprint", "en"), {"body": body})

    page = reader("en").get("/imprint").text
    assert "Second words." in page
    assert "Version 2 of" in page
    assert "Version 3 of" not in page  # the third said the same
    old = reader("en").get("/imprint?version=1").text
    assert "First words." in old
    assert "This is an older version" in old
    assert reader("en").get("/imprint?version=9").status_code == 404
    assert "<td>First words.</td>" in otto.get(editor(world, "imprint", "en")).text
    with scoped(world.otto.scope):
        entries = AuditEntry.objects.filter(action="legal_text.published")
        entries = entries.order_by("id")
        assert [entry.details["version"] for entry in entries] == [1, 2]


def test_a_preview_publishes_nothing(world: World, browser: Browser) -> None:
    sent = {"body": "Soon.", "preview": "yes"}
    page = browser(world.otto).post(editor(world), sent)

    assert "<p>Soon.</p>" in page.text
    assert "Soon." not in reader("de").get("/privacy").text


def test_an_empty_and_an_overlong_text_are_refused(
    world: World, browser: Browser
) -> None:
    otto = browser(world.otto)
    for body in ("", "   ", "x" * 100_001):
        assert otto.post(editor(world), {"body": body}).status_code == 200
    assert "/privacy/computed" not in reader("en").get("/privacy").text  # no own text


def test_only_the_operators_staff_write_and_only_in_their_instance(
    world: World, browser: Browser
) -> None:
    olga = browser(world.olga)
    assert olga.post(editor(world), {"body": "Mine."}).status_code == 404
    here = editor(world).replace(str(world.operator.id), str(world.musterstadt.id))
    assert olga.post(here, {"body": "Mine."}).status_code == 403
    assert browser(world.otto).post(here, {"body": "Mine."}).status_code == 404
    assert "Mine." not in reader("de").get("/privacy").text
    wrong = editor(world, "cookies")
    assert browser(world.otto).get(wrong).status_code == 404


def test_a_text_cannot_run_or_fetch_anything() -> None:
    html = to_html(
        "<script>alert(1)</script>\n\n[x](javascript:alert(1)) ![p](https://e.org/p.png)"
        "\n\n[data](data:text/html,x) <img src=x onerror=alert(1)>\n\n# Title"
    )

    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html
    assert "<h2>Title</h2>" in html


def test_every_page_leads_to_the_public_texts(world: World, browser: Browser) -> None:
    outside = Client(headers={"Accept-Language": "en"}).get("/").text
    inside = browser(world.rita).get(f"/i/{world.musterstadt.id}/").text
    for page in (outside, inside):
        for address in ("/privacy", "/imprint", "/accessibility"):
            assert f'href="{address}"' in page
