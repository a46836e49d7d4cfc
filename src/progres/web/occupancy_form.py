"""The forms of an occupancy, in whole days of the instance."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from progres.accounts.membership import Membership
from progres.accounts.queries import find_user_by_email
from progres.metering.occupancy_checks import LONGEST, OccupancyFields
from progres.web.fields import DayField, LineField

if TYPE_CHECKING:
    from progres.metering.models import MeasuringPoint, Occupancy

DAY = timedelta(days=1)


def _line(name: str, label: Any, **kwargs: Any) -> LineField:
    kwargs.setdefault("required", False)
    return LineField(label=label, max_length=LONGEST[name], **kwargs)


class OccupancyForm(forms.Form):
    """Who consumes at a point, and from which day to which."""

    name = _line(
        "name",
        gettext_lazy("Name"),
        required=True,
        help_text=gettext_lazy("Of the person, or a pseudonym such as a number."),
    )
    since = DayField(
        label=gettext_lazy("First day"),
        help_text=gettext_lazy("From the beginning of this day on."),
    )
    until = DayField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("To the end of this day; empty while it lasts."),
    )
    ends_former = forms.BooleanField(required=False, initial=True)
    reference = _line(
        "reference",
        gettext_lazy("Reference"),
        help_text=gettext_lazy("Such as the customer's number."),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        required=False,
        max_length=LONGEST["email"],
    )
    phone = _line("phone", gettext_lazy("Phone number"))
    account = forms.EmailField(
        label=gettext_lazy("Own account"),
        required=False,
        max_length=254,
        help_text=gettext_lazy(
            "E-mail address of an account of this instance or above; it sees the "
            "consumption of its own time here, and nothing else by this."
        ),
    )
    note = _line("note", gettext_lazy("Note"))

    def __init__(
        self,
        *args: Any,
        by: Membership,
        point: "MeasuringPoint",
        occupancy: "Occupancy | None" = None,
        lasting: "Occupancy | None" = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.occupancy = by, occupancy
        self.zone = ZoneInfo(point.tenant.time_zone)
        if occupancy is not None:
            names = ("name", "reference", "email", "phone", "note")
            self.initial.update({name: getattr(occupancy, name) for name in names})
            self.initial["since"] = occupancy.first_day
            self.initial["until"] = occupancy.last_day
            self.initial["account"] = occupancy.user.email if occupancy.user else ""
        if lasting is None:
            del self.fields["ends_former"]
        else:
            self.fields["ends_former"].label = _(
                "End the occupancy of %(name)s with the day before"
            ) % {"name": lasting.name}

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order, and an account that is not there."""
        cleaned = super().clean() or {}
        check_days(self, cleaned.get("since"), cleaned.get("until"))
        if email := cleaned.get("account"):
            user = find_user_by_email(self.by.scope, email)
            if user is None:
                self.add_error("account", _("There is no account with this address."))
            else:
                cleaned["user_id"] = user.id
        return cleaned

    @property
    def occupancy_fields(self) -> OccupancyFields:
        """What the valid form says, as the actions take it."""
        said, was = self.cleaned_data, self.occupancy
        since = midnight(said["since"], self.zone)
        if was is not None and was.first_day == said["since"]:
            since = was.since
        return OccupancyFields(
            since=since,
            until=until_of(said["until"], was, self.zone),
            user_id=said.get("user_id"),
            **{n: said[n] for n in ("name", "reference", "email", "phone", "note")},
        )


class MoveOutForm(forms.Form):
    """The last day somebody consumed there."""

    until = DayField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("To the end of this day."),
    )

    def __init__(self, *args: Any, occupancy: "Occupancy", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.occupancy = occupancy

    def clean(self) -> dict[str, Any]:
        """Refuse a day before the first one."""
        cleaned = super().clean() or {}
        check_days(self, self.occupancy.first_day, cleaned.get("until"))
        return cleaned

    @property
    def moment(self) -> datetime:
        """The end of the day, as the action takes it."""
        zone = ZoneInfo(self.occupancy.tenant.time_zone)
        until = until_of(self.cleaned_data["until"], self.occupancy, zone)
        assert until is not None  # noqa: S101 the field is required
        return until


def check_days(form: forms.Form, since: date | None, until: date | None) -> None:
    """Let a form refuse a last day before the first, and days that no calendar has."""
    if since is not None and until is not None and until < since:
        form.add_error("until", _("The last day must not be before the first one."))
    for name, day in (("since", since), ("until", until)):
        if day is not None and not date.min + DAY < day < date.max - DAY:
            form.add_error(
                name if name in form.fields else None,
                _("There is no such year in a calendar of ours."),
            )


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The beginning of a day of the instance."""
    return datetime.combine(day, time(), zone)


def until_of(
    last_day: date | None, was: "Occupancy | None", zone: ZoneInfo
) -> datetime | None:
    """The moment after a last day; the stored one where the day has not changed."""
    if last_day is None:
        return None
    if was is not None and was.last_day == last_day:
        return was.until
    return midnight(last_day + DAY, zone)
