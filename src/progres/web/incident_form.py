"""The forms of breaches and of disclosures."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from progres.database.scope import scoped
from progres.kit.datamap import Kind
from progres.privacy.disclosures import LONGEST, DisclosureFields
from progres.privacy.disclosures import MOST_CHARACTERS as MOST_DISCLOSED
from progres.privacy.incident_actions import (
    MOST_CHARACTERS,
    TEXTS,
    IncidentFields,
)
from progres.privacy.incident_rules import IncidentRole
from progres.privacy.models import Incident
from progres.tenants.queries import tenant_names
from progres.web.fields import DayField, EmailsField, LineField, MomentField, offer
from progres.web.guards import TenantRequest
from progres.web.incident_words import (
    DISCLOSURE_HINTS,
    DISCLOSURE_LABELS,
    HINTS,
    LABELS,
    ROLES,
)

MOMENTS = (
    *("noticed_at", "began_at", "ended_at", "assessed_at", "authority_at"),
    "persons_at",
)
MOST_NAMED = 20_000  # characters of lists of persons, points and devices


class IncidentForm(forms.Form):
    """A breach; only how it was noticed is needed at once."""

    role = forms.ChoiceField(widget=forms.RadioSelect, choices=list(ROLES.items()))
    title = LineField(max_length=200)
    concerned = forms.MultipleChoiceField()
    kinds = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, required=False
    )
    noticed_at = MomentField()
    what = forms.CharField()
    consequences = forms.CharField()
    measures = forms.CharField()
    began_at = MomentField()
    ended_at = MomentField()
    assessed_at = MomentField()
    authority_at = MomentField()
    authority_reason = forms.CharField()
    persons_at = MomentField()
    persons_reason = forms.CharField()

    def __init__(self, *args: Any, request: TenantRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope = request.by.scope.with_named()
        with scoped(scope):
            offer(self, "concerned", list(tenant_names(scope).items()))
        offer(
            self, "kinds", [(n, _(kind.value)) for n, kind in Kind.__members__.items()]
        )
        for name in TEXTS:
            area = forms.Textarea(attrs={"rows": 4})
            self.fields[name] = forms.CharField(max_length=MOST_CHARACTERS, widget=area)
        for name, field in self.fields.items():
            field.label, field.help_text = str(LABELS[name]), str(HINTS.get(name, ""))
            if name not in {"role", "title", "concerned", "noticed_at"}:
                field.required = False

    def said(self) -> IncidentFields:
        given = {**self.cleaned_data}
        given["concerned"] = tuple(map(int, given["concerned"]))
        given["kinds"] = tuple(given["kinds"])
        return IncidentFields(**given)


def initial_of(request: TenantRequest, incident: Incident | None) -> dict[str, object]:
    """What the form shows of an incident, or of a new one."""
    if incident is None:
        is_operator = request.tenant.parent_id is None
        return {
            "role": IncidentRole.PROCESSOR if is_operator else IncidentRole.CONTROLLER,
            "concerned": [request.tenant.id],
            "noticed_at": timezone.localtime().replace(second=0, microsecond=0),
        }
    return {name: getattr(incident, name) for name in LABELS}


class DisclosureForm(forms.Form):
    """What an authority was told."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in DISCLOSURE_LABELS.items():
            self.fields[name] = _FIELDS[name]()
            self.fields[name].label = str(label)
            self.fields[name].help_text = str(DISCLOSURE_HINTS.get(name, ""))

    def said(self) -> DisclosureFields:
        given = {**self.cleaned_data}
        given["emails"] = tuple(given["emails"])
        for name in ("points", "dev_euis"):
            lines = (line.strip() for line in given[name].splitlines())
            given[name] = tuple(filter(None, lines))
        return DisclosureFields(**given)


def _area() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 3})


def _lines() -> forms.Field:
    return forms.CharField(required=False, max_length=MOST_NAMED, widget=_area())


_FIELDS: dict[str, Callable[[], forms.Field]] = {
    "receiver": lambda: LineField(max_length=LONGEST["receiver"]),
    "legal_ground": lambda: LineField(max_length=LONGEST["legal_ground"]),
    "file_number": lambda: LineField(max_length=LONGEST["file_number"], required=False),
    "data": lambda: forms.CharField(max_length=MOST_DISCLOSED, widget=_area()),
    "emails": lambda: EmailsField(
        required=False, max_length=MOST_NAMED, widget=_area()
    ),
    "points": _lines,
    "dev_euis": _lines,
    "from_day": lambda: DayField(required=False),
    "to_day": lambda: DayField(required=False),
    "disclosed_at": MomentField,
    "decided_by": lambda: LineField(max_length=LONGEST["decided_by"]),
    "secret_until": lambda: DayField(required=False),
}
