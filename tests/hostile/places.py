"""Every form that any page shows, found by reading the pages themselves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import urlencode, urljoin, urlsplit

from django.urls import resolve, reverse

from tests.isolation.conftest import Estate
from tests.isolation.forms import Form, forms_in
from tests.isolation.matrix import HELD, page_address
from tests.isolation.pages import PAGES
from tests.isolation.served import Answer, Asker, Served
from tests.isolation.table import Kind
from tests.isolation.times import NOW
from tests.web.test_access import OUTSIDE

ADMIN, OPERATOR, STAFF, NOBODY = "instance-admin", "operator", "staff", "nobody"
# Only sent, or led to by a provider.
NO_PAGES = {"set_language", "openid_connect_callback", "mfa_login_webauthn"}
DAY = NOW.date()
# What people write; of a list the first is chosen.
GOOD: Mapping[str, str] = {
    "name": "Halle {number}",
    "short_name": "halle-{number}",
    "manufacturer": "Muster Sensorik",
    "model": "Raum {number}",
    "number": "V {number}",
    "dev_eui": "d1e1f1a1{number:08x}",
    "email": "klara.lenz{number}@example.org",
    "first_name": "Klara",
    "last_name": "Lenz",
    "high": "25",
    "reason": "Auftrag 4711",
    "note": "Gesehen",
    "body": "## Anfang",
    "permissions": "devices.view",
    "words": "Mit der Stadt anmelden",
    "issuer": "https://konten.example.org",
    "client_id": "progres",
    "secret": "ein langes Geheimnis",
    "agreed_accounts": "50",
    "grace_days": "60",
    "starts_on": "2050-01-01",
    "last_day": f"{DAY + timedelta(days=30)}",
    "expires_at": f"{DAY + timedelta(days=30)}",
    "shown": "overview",
    "who": "roles",
    "roles": "viewer",
    "kind": "chirpstack",
    "operator_roles": "platform-admin",
    "hours": "4",
    "form-0-key": "temperature",
    "is_active": "true",
    "web:grant_new email": "child@zeichenchild.example.org",
}
LEFT_EMPTY = {"asset_id"}  # the first may be of an instance below


@dataclass(frozen=True, kw_only=True)
class Place:
    """A form, on which page it stands and to which one it is sent, and somebody there."""

    page: str
    shown_at: str
    sent_to: str
    view: str
    form: Form
    asker: Asker

    def send(self, changes: Mapping[str, object]) -> Answer:
        """Send the form with other values; what is None is left out."""
        values = {**self.form.values, **changes}
        values = {name: value for name, value in values.items() if value is not None}
        if self.form.method == "post":
            return self.asker.ask("POST", self.sent_to, form=values)
        return self.asker.ask("GET", f"{self.sent_to}?{urlencode(values)}")

    def after(self, answer: Answer) -> Answer:
        """Go where an answer leads, with what is to be told there."""
        headers = dict(self.asker.headers)
        for name, cookie in answer.headers:
            if name == "set-cookie":
                headers["Cookie"] += f"; {cookie.partition(';')[0]}"
        address = dict(answer.headers)["location"]
        return replace(self.asker, headers=headers).ask("GET", address)


def filled(place: Place, number: int = 1) -> dict[str, object]:
    """What somebody sends who fills in a form, with this number in what is new."""
    values: dict[str, object] = dict(place.form.values)
    for name, kind in place.form.types.items():
        if values.get(name):
            continue
        good = GOOD.get(f"{place.view} {name}") or GOOD.get(name)
        if good:
            values[name] = good.format(number=number)
        elif (
            name not in LEFT_EMPTY
            and kind in {"select", "radio"}
            and place.form.choices.get(name)
        ):
            values[name] = next(filter(None, place.form.choices[name]))
    return values


def places(estate: Estate, served: Served) -> Iterator[Place]:
    """Every form once, as it is first met."""
    met: set[tuple[str, frozenset[str]]] = set()
    browsers = estate.browsers(served)
    for page, address, person in shown(estate):
        asker = browsers[person]
        answer = asker.ask("GET", address)
        assert answer.status < 500, (page, asker.log())
        for form in forms_in(answer.body):
            sent_to = urlsplit(urljoin(address, form.action))
            view = resolve(sent_to.path).view_name
            if (view, frozenset(form.types)) in met or view == "account_logout":
                continue  # nor is anybody signed out
            met.add((view, frozenset(form.types)))
            yield Place(
                page=page,
                shown_at=address,
                sent_to=sent_to.geturl(),
                view=view,
                form=form,
                asker=asker,
            )


def shown(estate: Estate) -> Iterator[tuple[str, str, str]]:
    """Every page that can be read, where it is, and who reads it."""
    own, operators = estate.homes["own"], estate.homes["operator"]
    for name in OUTSIDE:
        yield from _outside(name)
    for name, row in PAGES.items():
        if row.kind in {Kind.SENT, Kind.STREAM}:
            continue
        if row.kind in {Kind.OPERATORS, Kind.OPERATORS_FORM}:
            yield name, page_address(name, row, operators), OPERATOR
        elif row.needs in {"contracts.edit", "sign_in.edit"}:
            about = {**own.ids, "instance_id": own.tenant.id}
            place = operators if row.needs == "contracts.edit" else own
            yield name, page_address(name, row, replace(place, ids=about)), OPERATOR
        else:
            address = page_address(name, row, own)
            person = OPERATOR if row.needs == "audit.view_persons" else ADMIN
            yield name, address, person
            if name == "web:support":
                yield name, address, STAFF
            for ask in row.asks:
                query = ask.format(tenant_id=own.tenant.id, **own.ids)
                yield name, f"{address}?{query}", person


def _outside(name: str) -> Iterator[tuple[str, str, str]]:
    if not HELD[name] and name not in NO_PAGES:
        yield name, reverse(name), NOBODY
        yield name, reverse(name), ADMIN
