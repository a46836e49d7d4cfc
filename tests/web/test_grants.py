"""Pages of grants, as an administrator gives, changes and ends them."""

from django.urls import reverse

from progres.accounts.models import Grant
from progres.accounts.queries import search_grants
from progres.database.scope import scoped
from tests.web.conftest import Browser
from tests.world import World, make_grant


def address(world: World, name: str, **ids: int) -> str:
    kwargs = {"tenant_id": world.musterstadt.id, **ids}
    return reverse(f"web:{name}", kwargs=kwargs)


def grants(world: World) -> list[Grant]:
    with scoped(world.olga.scope):
        return list(search_grants(world.olga.scope))


def test_a_known_account_gets_access_until_a_day(
    world: World, browser: Browser
) -> None:
    olga = browser(world.olga)
    new = address(world, "grant_new")
    form = olga.get(new, {"user": world.rita.user.id}).text
    assert "rita@example.org" in form

    sent = {
        "email": "rita@example.org",
        "tenant": world.bad.id,
        "role": "analyst",
        "expires_at": "2099-12-31",
    }
    assert olga.post(new, sent).status_code == 302

    (grant,) = grants(world)
    assert grant.expires_at is not None
    assert grant.expires_at.isoformat() == "2099-12-31T22:59:59+00:00"
    listed = olga.get(address(world, "grant_list")).text
    assert "Rita Sommer" in listed
    page = address(world, "grant", grant_id=grant.id)
    assert 'value="2099-12-31"' in olga.get(page).text


def test_who_is_elsewhere_is_refused_like_who_is_unknown(
    world: World, browser: Browser
) -> None:
    olga = browser(world.olga)
    said = {"tenant": world.bad.id, "role": "viewer"}
    pages = [
        olga.post(address(world, "grant_new"), {**said, "email": email}).text
        for email in ("nora@example.org", "nobody@example.org")
    ]

    for page in pages:
        assert "invite the person" in page
    assert grants(world) == []


def test_a_refusal_stands_beside_its_field(world: World, browser: Browser) -> None:
    olga, new = browser(world.olga), address(world, "grant_new")
    said = {"email": "rita@example.org", "tenant": world.bad.id, "role": "viewer"}
    for changes, words in (
        ({"role": "platform-admin"}, "Select a valid choice"),
        ({"tenant": world.nord.id}, "Select a valid choice"),
        ({"email": "olga@example.org"}, "You cannot change your own rights"),
        ({"expires_at": "2020-01-01"}, "choose a later day"),
        ({"tenant": world.musterstadt.id}, "already"),
    ):
        assert words in olga.post(new, {**said, **changes}).text
    assert grants(world) == []


def test_an_access_is_changed_and_ended(world: World, browser: Browser) -> None:
    olga = browser(world.olga)
    with scoped(world.olga.scope):
        grant = make_grant(world)
    page = address(world, "grant", grant_id=grant.id)

    olga.post(page, {"role": "installer", "expires_at": ""})
    assert [held.role for held in grants(world)] == ["installer"]

    end = address(world, "grant_end", grant_id=grant.id)
    ended = olga.post(end, follow=True).text
    assert "The access of Rita Sommer has ended." in ended
    assert "Nobody from elsewhere" in ended


def test_strangers_find_no_grant(world: World, browser: Browser) -> None:
    with scoped(world.olga.scope):
        grant = make_grant(world)
    nora = browser(world.nora)

    for name in ("grant", "grant_end"):
        path = reverse(f"web:{name}", args=[world.nord.id, grant.id])
        assert nora.post(path).status_code == 404
    assert "Rita" not in nora.get(reverse("web:grant_list", args=[world.nord.id])).text
