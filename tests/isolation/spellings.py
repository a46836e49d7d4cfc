"""Where people name things not by ids but by what others may use, too."""

from collections.abc import Callable, Iterator
from urllib.parse import quote

from django.urls import reverse

from progres.accounts.access import Role
from progres.devices.actions import register_device
from progres.devices.checks import DeviceFields
from progres.devices.queries import get_device_type
from progres.gateways.actions import register_gateway
from progres.gateways.checks import GatewayFields
from progres.outbox.actions import Letter, queue_mail
from tests.isolation.bodies import new_device, new_gateway, new_rule, new_user
from tests.isolation.places import Reader
from tests.isolation.served import Answer, Asker
from tests.isolation.times import NOW
from tests.isolation.tree import Home, make_person

# What another instance uses, and the same that nobody uses.
EUI = ("70b3d57ed0000001", "70b3d57ed0000002")
EMAIL = ("jens@example.org", "jost@example.org")
GATEWAY = ("00800000a0000001", "00800000a0000002")
Spelling = tuple[str, tuple[str, str], Callable[[str], Answer]]


def use(home: Home) -> None:
    """Use them in an instance, with no word of it; must run in its scope."""
    register_device(
        DeviceFields(dev_eui=EUI[0], name="Pumpe"),
        tenant=home.tenant,
        device_type=get_device_type(
            home.admin.scope, int(str(home.ids["device_type_id"]))
        ),
        by=home.admin,
        at=NOW,
    )
    register_gateway(
        GatewayFields(gateway_id=GATEWAY[0], name="Dach", shared=False),
        tenant=home.tenant,
        by=home.admin,
        at=NOW,
    )
    for name, email in (("jens", EMAIL[0]), ("xjens", f"x{EMAIL[0]}")):
        user = make_person(name, Role.VIEWER, home.tenant, home.name)
        user.email = email
        user.save()
    queue_mail(
        Letter(
            key="spellings",
            kind="alarm.raised",
            tenant_id=home.tenant.id,
            recipient=EMAIL[0],
            sender_name=home.name,
            subject="",
            text="",
            html="",
            language="en",
        ),
        at=NOW,
    )


def spellings(reader: Reader, nobody: Asker, own: Home) -> Iterator[Spelling]:
    """Every place where one of them is sent; what makes something comes last."""
    page, call = reader.browser, reader.caller

    def at(name: str, query: str = "") -> str:
        return reverse(f"web:{name}", kwargs={"tenant_id": own.tenant.id}) + query

    def send(path: str, body: dict[str, object]) -> Answer:
        return call.ask("POST", f"/api/v1{path}", json=body)

    yield from (
        ("GET /devices ?dev_eui", EUI, lambda v: _get(call, f"/devices?dev_eui={v}")),
        ("GET /devices ?q", EUI, lambda v: _get(call, f"/devices?q={v}")),
        (
            "GET /users ?email",
            EMAIL,
            lambda v: _get(call, f"/users?email={quote(v)}"),
        ),
        (
            "device_list ?q",
            EUI,
            lambda v: page.ask("GET", at("device_list", f"?q={v}")),
        ),
        (
            "user_list ?q",
            EMAIL,
            lambda v: page.ask("GET", at("user_list", f"?q={quote(v)}")),
        ),
        (
            "outbox ?q",
            EMAIL,
            lambda v: page.ask("GET", at("outbox", f"?q={quote(v)}")),
        ),
        (
            "POST /devices",
            EUI,
            lambda v: send("/devices", {**new_device(own), "dev_eui": v}),
        ),
        (
            "POST /gateways",
            GATEWAY,
            lambda v: send("/gateways", {**new_gateway(own), "eui": v}),
        ),
        ("POST /users", EMAIL, lambda v: send("/users", {**new_user(own), "email": v})),
        (
            "POST /alarm-rules",
            EMAIL,
            lambda v: send("/alarm-rules", {**new_rule(own), "emails": [v]}),
        ),
        (
            "user_new",
            EMAIL,
            lambda v: page.ask(
                "POST", at("user_new"), form={**new_user(own), "email": f"x{v}"}
            ),
        ),
        (
            "account_reset",
            EMAIL,
            lambda v: nobody.ask("POST", "/account/reset/", form={"email": v}),
        ),
        (
            "account_login",
            EMAIL,
            lambda v: nobody.ask(
                "POST", "/account/login/", form={"login": v, "password": "no"}
            ),
        ),
    )


def _get(call: Asker, path: str) -> Answer:
    return call.ask("GET", f"/api/v1{path}")
