"""The form of a gateway."""

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from progres.accounts.membership import Membership
from progres.alarms.checks import MAX_RECIPIENTS
from progres.gateways.checks import (
    LONGEST,
    LONGEST_DELAY,
    LONGEST_INTERVAL,
    GatewayFields,
    said_of_gateway,
)
from progres.gateways.rules import ALARM_DELAY
from progres.tenants.queries import search_tenants
from progres.web.asset_choice import AssetField, offer_assets
from progres.web.device_form import CoordinateField
from progres.web.fields import EmailsField, SpanField, offer
from progres.web.numbers import number_in

if TYPE_CHECKING:
    from progres.gateways.models import Gateway


def _text(name: str, label: Any, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=LONGEST[name], **kwargs
    )


class GatewayForm(forms.Form):
    """What people say of a gateway, how it is watched, and who is told."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST["name"])
    gateway_id = forms.CharField(
        label=gettext_lazy("EUI"),
        max_length=LONGEST["gateway_id"],
        help_text=gettext_lazy(
            "16 hex digits; it stands on the gateway. If the network server calls it"
            " otherwise, that name."
        ),
        widget=forms.TextInput(attrs={"class": "mono", "spellcheck": "false"}),
    )
    tenant = forms.TypedChoiceField(label=gettext_lazy("Instance"), coerce=int)
    site = _text("site", gettext_lazy("Site"))
    asset_id = AssetField(label=gettext_lazy("Asset"))
    latitude = CoordinateField(label=gettext_lazy("Latitude"), most=90)
    longitude = CoordinateField(label=gettext_lazy("Longitude"), most=180)
    model = _text("model", gettext_lazy("Model"))
    antenna = _text("antenna", gettext_lazy("Antenna"))
    sim_number = _text("sim_number", gettext_lazy("SIM number"))
    contacts = _text(
        "contacts",
        gettext_lazy("Contact persons"),
        help_text=gettext_lazy(
            "Whom to call where it stands; only who may edit gateways sees it."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    shared = forms.BooleanField(
        label=gettext_lazy("Instances below see it"), required=False, initial=True
    )
    monitored = forms.BooleanField(
        label=gettext_lazy("Mails when it is offline and when it is back"),
        required=False,
        initial=True,
    )
    interval = SpanField(
        label=gettext_lazy("Expected every"),
        least=timedelta(seconds=10),
        most=LONGEST_INTERVAL,
        required=False,
        help_text=gettext_lazy(
            "Left empty: 30 seconds if the network server delivers its status,"
            " otherwise 10 minutes, by uplinks alone."
        ),
    )
    delay = SpanField(
        label=gettext_lazy("Mail after"),
        least=timedelta(0),
        most=LONGEST_DELAY,
        initial=ALARM_DELAY,
        help_text=gettext_lazy(
            "Counted from the moment at which two expected signs of life are missing."
        ),
    )
    emails = EmailsField(
        label=gettext_lazy("Who is told by mail"),
        required=False,
        help_text=gettext_lazy(
            "One address a line. Users of the instance are told at once; other"
            " addresses get a mail with a link first, and are told once they confirmed."
        ),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, by: Membership, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = number_in(str(self.initial.get("asset_id") or ""))
        offer_assets(self, by.scope, chosen=chosen)
        if is_new:
            offer(self, "tenant", [(i.id, i.name) for i in search_tenants(by.scope)])
        else:
            del self.fields["tenant"]

    def clean(self) -> dict[str, Any]:
        """Refuse half a place and too many addresses."""
        given = super().clean() or {}
        if (given.get("latitude") is None) != (given.get("longitude") is None):
            self.add_error("latitude", _("A place needs latitude and longitude."))
        if len(given.get("emails") or ()) > MAX_RECIPIENTS:
            self.add_error(
                "emails",
                _("A gateway tells at most %(most)d addresses.")
                % {"most": MAX_RECIPIENTS},
            )
        return given

    @property
    def gateway_fields(self) -> GatewayFields:
        """What the valid form says, as the actions take it."""
        given = self.cleaned_data
        said = {n: v for n, v in given.items() if n not in {"tenant", "emails"}}
        return GatewayFields(**said)


def initial_of(gateway: "Gateway", emails: list[str]) -> dict[str, object]:
    """Return what the form shows of a saved gateway."""
    return {**asdict(said_of_gateway(gateway)), "emails": "\n".join(emails)}
