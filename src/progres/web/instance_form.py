"""The form of an instance."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from progres.tenants.checks import (
    CHANGEABLE,
    MOST,
    QUOTAS,
    BadTenant,
    checked_tenant,
    time_zones,
)
from progres.tenants.logos import BadLogo, checked_logo
from progres.tenants.models import Tenant
from progres.web.fields import LineField, offer
from progres.web.refusals import in_words

CONTACT = (
    *("contact_first_name", "contact_last_name"),
    *("contact_email", "contact_phone"),
)
LOOKS = ("brand_name", "accent", "logo", "remove_logo", "mail_sender_name")


class InstanceForm(forms.Form):
    """What is said of an instance; quotas are given from above alone."""

    name = LineField(label=_("Name"), max_length=100)
    short_name = LineField(
        label=_("Short name"),
        max_length=40,
        help_text=_("Letters, digits and hyphens, such as sw-musterstadt."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"))
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("de", "Deutsch"), ("en", "English")],
        help_text=_("Suggested for new people and outside recipients of alarms."),
    )
    contact_first_name = LineField(label=_("First name"), required=False, max_length=60)
    contact_last_name = LineField(label=_("Last name"), required=False, max_length=60)
    contact_email = forms.EmailField(
        label=_("E-mail address"), required=False, max_length=254
    )
    contact_phone = LineField(label=_("Phone"), required=False, max_length=40)
    brand_name = LineField(
        label=_("Brand name"),
        required=False,
        max_length=60,
        help_text=_(
            "Stands at the top of pages and mails. What is left empty here is taken "
            "from the nearest instance above."
        ),
    )
    accent = LineField(
        label=_("Accent colour"),
        required=False,
        max_length=7,
        help_text=_(
            "Six hex digits, such as #0b5fc0. Where it would be hard to read, a "
            "darker or lighter tone is used by itself."
        ),
    )
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG, JPEG or WebP, at most 200 kB."),
        widget=forms.ClearableFileInput(
            attrs={"accept": "image/png,image/jpeg,image/webp"}
        ),
    )
    remove_logo = forms.BooleanField(label=_("Remove the present logo"), required=False)
    mail_sender_name = LineField(
        label=_("Sender of mails"),
        required=False,
        max_length=100,
        help_text=_("The name that mails come from; if empty, that of the instance."),
    )
    quota_devices = forms.IntegerField(
        label=_("Devices"), required=False, min_value=0, max_value=MOST
    )
    quota_users = forms.IntegerField(
        label=_("Users"),
        required=False,
        min_value=0,
        max_value=MOST,
        help_text=_("Open invitations count."),
    )
    quota_uplinks = forms.IntegerField(
        label=_("Uplinks in a day"),
        required=False,
        min_value=0,
        max_value=MOST,
        help_text=_("Beyond it there is only a warning: no uplink is lost."),
    )

    def __init__(
        self, *args: Any, from_above: bool, has_logo: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "time_zone", [(zone, zone) for zone in time_zones()])
        if not from_above:
            for name in QUOTAS:
                del self.fields[name]
        if not has_logo:
            del self.fields["remove_logo"]

    def clean(self) -> dict[str, Any]:
        """Check each field as it is checked when stored; the error stands beside it."""
        said = super().clean() or {}
        for name in CHANGEABLE:
            if name in said:
                try:
                    checked_tenant({name: said[name]})
                except BadTenant as error:
                    self.add_error(name, in_words(error))
        return said

    def clean_logo(self) -> bytes | None:
        """Read the picture and draw it anew."""
        upload: UploadedFile[bytes] | None = self.cleaned_data.get("logo")
        if not upload:
            return None
        try:
            return checked_logo(upload.read())
        except BadLogo as error:
            raise forms.ValidationError(in_words(error)) from None

    @property
    def said(self) -> dict[str, Any]:
        """What is said of the instance, without the logo."""
        return {n: self.cleaned_data[n] for n in CHANGEABLE if n in self.cleaned_data}

    def sections(self) -> list[tuple[Any, Any, list[forms.BoundField]]]:
        """Groups of fields with a title and a word why they are asked."""
        groups = (
            ("", "", ("name", "short_name", "time_zone", "language")),
            (
                _("Person to contact"),
                _(
                    "Optional, so that others know whom to ask. Only people who may see "
                    "this instance read it."
                ),
                CONTACT,
            ),
            (_("Looks and mails"), "", LOOKS),
            (
                _("Quotas"),
                _(
                    "Optional; empty is no limit. They hold for this instance and all "
                    "below together."
                ),
                QUOTAS,
            ),
        )
        return [
            (title, why, [self[name] for name in names if name in self.fields])
            for title, why, names in groups
            if any(name in self.fields for name in names)
        ]


def said_of(tenant: Tenant) -> dict[str, object]:
    """What is said of a stored instance."""
    return {name: getattr(tenant, name) for name in CHANGEABLE}
