"""The page on which a controller says who it is, and who helps it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from progres.accounts.access import Permission
from progres.privacy.details import (
    FIELDS,
    LINES,
    MOST_CHARACTERS,
    TEXTS,
    BadDetails,
    details_of,
    set_details,
)
from progres.web.fields import LineField
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.refusals import done
from progres.web.words import Words

LABELS: Words = {
    "controller": gettext_lazy("Controller: name"),
    "address": gettext_lazy("Controller: address"),
    "contact": gettext_lazy("Whom to write to about personal data"),
    "officer": gettext_lazy("Data protection officer"),
    "authority": gettext_lazy("Supervisory authority"),
    "data_centre": gettext_lazy("Data-centre company"),
    "processors": gettext_lazy("Further processors"),
    "third_countries": gettext_lazy("Passed on outside the EEA"),
    "transfers": gettext_lazy("Third countries and safeguards"),
    "instructions": gettext_lazy("Who gives instructions, and how"),
    "further_measures": gettext_lazy("Further measures"),
}
HINTS: Words = {
    "officer": gettext_lazy(
        "Name and how to reach the officer; empty if none is owed."
    ),
    "data_centre": gettext_lazy(
        "Name and place of who runs the computers, one a line."
    ),
    "processors": gettext_lazy("Who else works on behalf, with what for, one a line."),
    "transfers": gettext_lazy("Such as a decision of adequacy or standard clauses."),
    "further_measures": gettext_lazy(
        "What the platform cannot know: locked rooms, training, backups."
    ),
}
OUTSIDE = [
    ("", pgettext_lazy("third countries", "not stated")),
    ("none", pgettext_lazy("third countries", "no")),
    ("some", pgettext_lazy("third countries", "yes, to these:")),
]


class DetailsForm(forms.Form):
    """Everything about a controller that no map can know."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in FIELDS:
            label, hint = LABELS[name], HINTS.get(name, "")
            said: dict[str, Any] = {
                "label": label,
                "help_text": hint,
                "required": False,
            }
            if name in LINES:
                self.fields[name] = LineField(max_length=LINES[name], **said)
            elif name in TEXTS:
                area = forms.Textarea(attrs={"rows": 3})
                self.fields[name] = forms.CharField(
                    max_length=MOST_CHARACTERS, widget=area, **said
                )
            else:
                self.fields[name] = forms.ChoiceField(choices=OUTSIDE, **said)


@reads_and_sends
@requires(Permission.PRIVACY_EDIT)
def edit_details(request: TenantRequest) -> HttpResponse:
    details = details_of(request.by.scope, request.tenant.id)
    form = DetailsForm(
        request.POST or None,
        initial={name: getattr(details, name) for name in FIELDS},
    )
    if request.method == "POST" and form.is_valid():
        saved = done(
            form,
            lambda: set_details(
                form.cleaned_data,
                tenant=request.tenant,
                by=request.by,
                at=timezone.now(),
            ),
            beside={BadDetails: "transfers"},
        )
        if saved is not None:
            messages.success(request, _("Saved."))
            return redirect("web:documents", request.tenant.id)
    context = {"tab": "documents", "form": form}
    return render(request, "privacy/details.html", context)
