"""What the address of the audit log asks for, and the filters that it shows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core import signing
from django.http import QueryDict
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from progres.accounts.access import Permission
from progres.accounts.membership import Membership
from progres.accounts.queries import find_user
from progres.audit.queries import Question
from progres.tenants.queries import tenant_names, tenants_below
from progres.web.audit_words import GROUPS, actions_of
from progres.web.device_list import Chip

NAMES = ("what", "place", "thing", "from", "to", "person")
PERSON_SALT = "progres.audit.person"
PERSON_FOR = timedelta(hours=1)  # how long a reason once given opens the filter


@dataclass(frozen=True, kw_only=True)
class Filters:
    """The filters in force; what cannot be understood is left out."""

    what: str = ""
    place: str = ""
    thing: str = ""
    start: date | None = None
    end: date | None = None
    person: str = ""
    user_id: int | None = None

    @classmethod
    def read(cls, data: QueryDict, *, by: Membership) -> "Filters":
        user_id = _person(data.get("person", ""), by)
        return cls(
            what=data.get("what", "") if data.get("what") in GROUPS else "",
            place=_number(data.get("place", "")),
            thing=_thing(data.get("thing", "")),
            start=_day(data.get("from", "")),
            end=_day(data.get("to", "")),
            person=data.get("person", "") if user_id else "",
            user_id=user_id,
        )

    def address(self, **changes: Any) -> str:
        """Return the query of these filters with changes, from the newest entry on."""
        wanted = replace(self, **changes)
        values = {
            "what": wanted.what,
            "place": wanted.place,
            "thing": wanted.thing,
            "from": wanted.start.isoformat() if wanted.start else "",
            "to": wanted.end.isoformat() if wanted.end else "",
            "person": wanted.person,
        }
        query = QueryDict(mutable=True)
        for name in NAMES:
            if values[name]:
                query[name] = values[name]
        return f"?{query.urlencode()}"

    def question(self, by: Membership) -> Question:
        """What to ask the log; days begin and end in the instance's zone."""
        tenant_ids = by.scope.tenant_ids
        if self.place:
            tenant_ids = frozenset(tenants_below(by.scope, int(self.place)))
        kind, _colon, number = self.thing.partition(":")
        return Question(
            tenant_ids=tenant_ids,
            actions=actions_of(self.what) if self.what else (),
            user_id=self.user_id,
            target=(kind, number) if self.thing else None,
            start=_midnight(self.start),
            end=_midnight(self.end + timedelta(days=1) if self.end else None),
        )

    def said(self) -> dict[str, str]:
        """What an entry about an export says of it."""
        said = {"what": self.what, "place": self.place, "thing": self.thing}
        days = {"from": self.start, "to": self.end}
        said |= {name: day.isoformat() for name, day in days.items() if day}
        said["person"] = str(self.user_id or "")
        return {name: value for name, value in said.items() if value}


def person_token(user_id: int, by: Membership) -> str:
    """Let somebody who gave a reason filter by this person for an hour."""
    return signing.dumps([user_id, by.user.id], salt=PERSON_SALT)


def chips(filters: Filters, by: Membership) -> Iterator[Chip]:
    """The filters in force, each with the address without it."""
    if filters.what:
        label = str(GROUPS[filters.what])
        yield Chip(label=label, without=filters.address(what=""))
    if filters.place:
        names: Mapping[int, str] = tenant_names(by.scope)
        label = names.get(int(filters.place), _("Unknown instance"))
        yield Chip(label=label, without=filters.address(place=""))
    if filters.thing:
        yield Chip(label=_("One thing alone"), without=filters.address(thing=""))
    if filters.start:
        label = _("from %(day)s") % {"day": _short(filters.start)}
        yield Chip(label=label, without=filters.address(start=None))
    if filters.end:
        label = _("to %(day)s") % {"day": _short(filters.end)}
        yield Chip(label=label, without=filters.address(end=None))
    if filters.user_id:
        user = find_user(by.scope, filters.user_id)
        label = user.full_name if user else _("A former user")
        yield Chip(label=label, without=filters.address(person="", user_id=None))


def _person(token: str, by: Membership) -> int | None:
    """Return whom a token opens, for whom it was made and while the right lasts."""
    if not token or not by.may(Permission.AUDIT_VIEW_PERSONS):
        return None
    try:
        user_id, owner_id = signing.loads(token, salt=PERSON_SALT, max_age=PERSON_FOR)
    except signing.BadSignature:
        return None
    return int(user_id) if owner_id == by.user.id else None


def _number(text: str) -> str:
    return text if text.isascii() and text.isdecimal() and len(text) < 10 else ""


def _thing(text: str) -> str:
    kind, colon, number = text.partition(":")
    known = kind.isidentifier() and len(kind) <= 40
    return text if known and colon and 0 < len(number) <= 40 else ""


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 <= day.year < 9999 else None


def _midnight(day: date | None) -> datetime | None:
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day, time()))


def _short(day: date) -> str:
    return formats.date_format(day, "SHORT_DATE_FORMAT")
