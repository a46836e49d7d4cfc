"""The form of a connection: a webhook, or the broker that its messages come from."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from progres.connections.checks import LONGEST_PEM, BadConnection, MqttFields
from progres.connections.queries import search_connections
from progres.connections.rules import Kind, Transport
from progres.web.fields import LineField
from progres.web.guards import TenantRequest
from progres.web.refusals import in_words

if TYPE_CHECKING:
    from progres.connections.models import Connection

KIND_NAMES = {Kind.CHIRPSTACK: "ChirpStack v4", Kind.TTS: "The Things Stack v3"}
_HIDDEN = gettext_lazy("Is stored encrypted and not shown again.")


class MqttForm(forms.Form):
    """Where a broker is, and as whom we come."""

    broker = LineField(
        label=gettext_lazy("Address of the broker"),
        max_length=300,
        help_text=gettext_lazy(
            "Such as: mqtts://broker.example.org:8883, or mqtt:// where there is no "
            "TLS. Whoever runs this platform must admit a broker inside its network."
        ),
    )
    username = LineField(
        label=gettext_lazy("User name"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("In The Things Stack such as: my-app@tenant."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        required=False,
        max_length=1000,
        help_text=_HIDDEN,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    application = LineField(
        label=gettext_lazy("Application ID"),
        required=False,
        max_length=100,
        help_text=gettext_lazy(
            "From the address of the application in ChirpStack. Empty: everything "
            "that the broker shows to this user."
        ),
    )
    topics = LineField(
        label=gettext_lazy("Beginning of the topics"),
        required=False,
        max_length=100,
        help_text=gettext_lazy(
            "Only if topics do not begin with application/ in your ChirpStack."
        ),
    )
    gateways = forms.BooleanField(
        label=gettext_lazy("Also read how gateways are"),
        required=False,
        initial=True,
        help_text=gettext_lazy(
            "Their signs of life and breakdowns, if the broker shows them to this user. "
            "Some brokers hang up on who asks for more than is granted; then leave it "
            "out."
        ),
    )
    ca_certificate = forms.CharField(
        label=gettext_lazy("Certificate of the authority"),
        required=False,
        max_length=LONGEST_PEM,
        help_text=gettext_lazy(
            "As PEM, if the broker's certificate is issued by an authority of your own."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )
    client_certificate = forms.CharField(
        label=gettext_lazy("Client certificate"),
        required=False,
        max_length=LONGEST_PEM,
        help_text=gettext_lazy(
            "As PEM, if the broker asks for one. ChirpStack makes it under "
            "Integrations, MQTT."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )
    client_key = forms.CharField(
        label=gettext_lazy("Private key of the certificate"),
        required=False,
        max_length=LONGEST_PEM,
        help_text=_HIDDEN,
        widget=forms.Textarea(
            attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}
        ),
    )

    def mqtt(self) -> MqttFields:
        """What was entered."""
        entered = {name: self.cleaned_data[name] for name in MqttForm.base_fields}
        prefix = entered.pop("topics")
        return MqttFields(**entered, prefix=prefix)


class NameForm(forms.Form):
    """A webhook that is there already."""

    name = LineField(label=gettext_lazy("Name"), max_length=100)


class ChangeForm(MqttForm):
    """A connection by MQTT that is there already."""

    name = LineField(label=gettext_lazy("Name"), max_length=100)
    field_order = ("name",)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        keeps = _("Is stored encrypted and not shown again; empty keeps what is there.")
        for name in ("password", "client_key"):
            self.fields[name].help_text = keeps


class ConnectionForm(MqttForm):
    """A new connection."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Network server"),
        choices=list(KIND_NAMES.items()),
        widget=forms.RadioSelect,
        initial=Kind.CHIRPSTACK,
    )
    transport = forms.ChoiceField(
        label=gettext_lazy("Way of delivery"),
        choices=[
            (Transport.WEBHOOK, gettext_lazy("Webhook: the network server calls us")),
            (Transport.MQTT, gettext_lazy("MQTT: we fetch from its broker")),
        ],
        widget=forms.RadioSelect,
        initial=Transport.WEBHOOK,
        required=False,
    )
    name = LineField(
        label=gettext_lazy("Name"),
        max_length=100,
        help_text=gettext_lazy("Such as “ChirpStack town hall”."),
    )
    field_order = ("name", "kind", "transport")

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        if data is not None and data.get("transport") != Transport.MQTT:
            self.fields["broker"].required = False

    @property
    def is_mqtt(self) -> bool:
        return bool(self.cleaned_data["transport"] == Transport.MQTT)


def is_new(request: TenantRequest, form: forms.Form, *, but: int | None = None) -> bool:
    """Refuse a second connection of one name, so that a reload makes none."""
    own = search_connections(request.by.scope).filter(tenant=request.tenant)
    same = own.filter(name=form.cleaned_data["name"])
    if not any(connection.id != but for connection in same):
        return True
    form.add_error("name", _("There is already a connection of this name."))
    return False


def refused(form: forms.Form, refusal: BadConnection) -> None:
    form.add_error(None, in_words(refusal))


def form_of(connection: "Connection") -> type[NameForm] | type[ChangeForm]:
    """What can be changed of a connection."""
    return ChangeForm if connection.transport == Transport.MQTT else NameForm


def known(connection: "Connection") -> dict[str, object]:
    """What the form of a connection begins with; secrets are not shown."""
    if connection.transport != Transport.MQTT:
        return {"name": connection.name}
    found = connection.mqtt
    return {
        "name": connection.name,
        "broker": found.url,
        "username": found.username,
        "application": found.application,
        "topics": found.prefix,
        "gateways": found.gateways,
        "ca_certificate": found.ca_certificate,
        "client_certificate": found.client_certificate,
    }
