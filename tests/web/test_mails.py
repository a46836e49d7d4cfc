"""Pages of the outbox."""

from datetime import timedelta

import pytest
from django.urls import reverse
from pytest_django import Settings

from progres.database.scope import scoped
from progres.outbox.models import Mail
from progres.outbox.queries import search_mails
from progres.tenants.logos import set_logo
from tests.tenants.test_logos import picture
from tests.web.conftest import Browser, make_rule
from tests.world import NOON, World


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    """The outbox has pages in the demo only."""
    settings.DEMO = True


def url(world: World, name: str, *ids: int) -> str:
    return reverse(f"web:{name}", args=[world.musterstadt.id, *ids])


def a_mail(world: World) -> Mail:
    """Asking an outsider queues one."""
    with scoped(world.olga.scope):
        make_rule(world)
        return search_mails(world.olga.scope).get()


def change(world: World, mail: Mail, **columns: object) -> None:
    with scoped(world.olga.scope):
        for name, value in columns.items():
            setattr(mail, name, value)
        mail.save(update_fields=list(columns))


def test_the_list_says_what_went_to_whom_and_became_what(
    world: World, browser: Browser
) -> None:
    mail = a_mail(world)
    client = browser(world.olga)
    states: dict[str, dict[str, object]] = {
        "waits": {},
        "tried again later": {"attempts": 1, "last_error": "421 try later"},
        "given up": {"given_up_at": NOON + timedelta(days=2)},
        "handed over": {"sent_at": NOON},
    }

    for words, columns in states.items():
        change(world, mail, **columns)
        page = client.get(url(world, "outbox")).content.decode()
        assert "guest@example.com" in page
        assert f">{words}<" in page


def test_a_mail_is_found_by_its_address(world: World, browser: Browser) -> None:
    a_mail(world)
    client = browser(world.olga)

    found = client.get(url(world, "outbox"), {"q": "guest"}).content.decode()
    none = client.get(url(world, "outbox"), {"q": "olga"}).content.decode()

    assert "row-link" in found
    assert "No mail matches." in none


def test_a_mail_is_read_as_text(world: World, browser: Browser) -> None:
    mail = a_mail(world)

    page = browser(world.olga).get(url(world, "mail", mail.id)).content.decode()

    assert "/recipients/confirm/" in page
    assert mail.message_id.strip("<>") in page


def test_a_mails_own_look_is_shut_off_from_everything(
    world: World, browser: Browser
) -> None:
    mail = a_mail(world)

    answer = browser(world.olga).get(url(world, "mail_as_sent", mail.id))

    assert answer.content.decode() == mail.html
    policy = answer["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "script" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["Cache-Control"] == "no-store"


def test_the_logo_is_shown_where_the_mail_has_its_place(
    world: World, browser: Browser
) -> None:
    with scoped(world.everything):
        set_logo(
            world.musterstadt.id,
            picture("PNG"),
            scope=world.everything,
            by=world.otto.actor,
            at=NOON,
        )
    mail = a_mail(world)

    answer = browser(world.olga).get(url(world, "mail_as_sent", mail.id))

    assert 'src="data:image/png;base64,iVBOR' in answer.content.decode()
    assert "img-src data:" in answer["Content-Security-Policy"]


def test_a_mail_without_look_has_no_such_page(world: World, browser: Browser) -> None:
    mail = a_mail(world)
    change(world, mail, html="")

    answer = browser(world.olga).get(url(world, "mail_as_sent", mail.id))

    assert answer.status_code == 404


@pytest.mark.parametrize("page", ["outbox", "mail", "mail_as_sent"])
def test_outside_the_demo_nobody_reads_what_was_written_to_others(
    world: World, browser: Browser, settings: Settings, page: str
) -> None:
    mail = a_mail(world)
    settings.DEMO = False
    ids = [] if page == "outbox" else [mail.id]

    assert browser(world.otto).get(url(world, page, *ids)).status_code == 404
