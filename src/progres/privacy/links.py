"""How a person's rows are found in every table, and what an erasure does with them.

Beside the declarations of the domains, because it needs all tables at once: the order
of this list is the order of an erasure, so that nothing is left dangling. The values
that conditions take are those of `persons.Person`; `t` is the table.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import LiteralString

from progres.kit.refusal import Said


class Per(StrEnum):
    """Of what a condition is asked: once, or for each span of a thing that measures."""

    PERSON = "person"
    POINT = "point"
    DEVICE = "device"


class Fate(StrEnum):
    """What an erasure does with rows."""

    GOES = "goes"
    EMPTIED = "emptied"  # what names the person; the rest of the row stays
    STAYS = "stays"


@dataclass(frozen=True, kw_only=True)
class Link:
    """A condition that finds rows of a table; `emptied` are assignments, `why` a reason.

    A link that is `everywhere` finds rows whatever instance they belong to: an account's.
    """

    place: LiteralString
    where: LiteralString
    per: Per = Per.PERSON
    fate: Fate = Fate.GOES
    emptied: LiteralString = ""
    why: Said | None = None
    everywhere: bool = False


PLACE = Said(
    "It tells of the place and its meter, and serves whoever lives there next."
)
TOLD = Said("It proves what an authority was told; it goes after three years.")
HELD = Said("It proves why something was not deleted; it goes after three years.")
BILLED = Said("It proves what was billed; it goes when the measuring point is deleted.")


def _account(
    place: LiteralString, where: LiteralString = "t.user_id = %(user_id)s"
) -> Link:
    return Link(place=place, where=where, everywhere=True)


def _without(
    place: LiteralString, emptied: LiteralString, column: LiteralString = "user_id"
) -> Link:
    """What somebody did stays, without the name."""
    return Link(
        place=place,
        where="t." + column + " = %(user_id)s",
        fate=Fate.EMPTIED,
        emptied=emptied,
        everywhere=True,
    )


def _address(place: LiteralString, column: LiteralString = "email") -> Link:
    return Link(place=place, where="lower(t." + column + ") = any(%(emails)s)")


def _measured(place: LiteralString, moment: LiteralString) -> Link:
    """What a device sent, or what became of it, in the time of the person."""
    return Link(
        place=place,
        per=Per.DEVICE,
        where="t.device_id = %(id)s and t."
        + moment
        + " >= %(since)s and t."
        + moment
        + " < %(until)s",
    )


def _counted(place: LiteralString, day: LiteralString) -> Link:
    """What was counted by the day: also of the days on which the person came or went."""
    return Link(
        place=place,
        per=Per.DEVICE,
        where="t.device_id = %(id)s and t."
        + day
        + " >= (%(since)s at time zone 'utc')::date and t."
        + day
        + " <= %(until)s at time zone 'utc'",
    )


def _of_place(place: LiteralString, per: Per, where: LiteralString) -> Link:
    return Link(place=place, per=per, where=where, fate=Fate.STAYS, why=PLACE)


_OVERLAPS: LiteralString = (
    " and t.installed_at < %(until)s and coalesce(t.removed_at, 'infinity') > %(since)s"
)
_OWN_REQUESTS: LiteralString = (
    "(t.user_id = %(user_id)s or lower(t.email) = any(%(emails)s)"
    " or t.id = %(request_id)s)"
)
_OF_OWN_REQUESTS: LiteralString = (
    "t.request_id in (select id from person_request t where " + _OWN_REQUESTS + ")"  # noqa: S608 constants
)


def _disclosed(per: Per, where: LiteralString) -> Link:
    """What an authority was told, once that is no secret any more."""
    return Link(
        place="disclosure",
        per=per,
        where=where + " and coalesce(t.secret_until, '-infinity') < current_date",
        fate=Fate.STAYS,
        why=TOLD,
    )


def _held(per: Per, where: LiteralString) -> Link:
    """What was held back from deletion, and why."""
    return Link(place="legal_hold", per=per, where=where, fate=Fate.STAYS, why=HELD)


def _named(place: LiteralString, body: LiteralString) -> Link:
    """What holds a word of the person in bytes, in which nothing can be replaced."""
    return Link(
        place=place,
        where="exists (select from unnest(%(words)s::text[]) word where"
        " strpos(lower(encode("
        + body
        + ", 'escape')), encode(convert_to(word, 'utf8'), 'escape')) > 0)",
    )


LINKS: tuple[Link, ...] = (
    # An account, what it signs in with, and what it did
    _account(
        "django_session",
        "t.session_key in"
        " (select session_id from account_session where user_id = %(user_id)s)",
    ),
    _account("account_session"),
    _account(
        "account_emailconfirmation",
        "t.email_address_id in"
        " (select id from account_emailaddress where user_id = %(user_id)s)",
    ),
    _account("account_emailaddress"),
    _account("mfa_authenticator"),
    _account("provider_subject"),
    _account("api_key"),
    _account("access_grant"),
    _account("contract_account"),
    _account("email_change"),
    _account("alarm_recipient"),
    _without("support_access", "user_id = null"),
    _without("access_review", "user_id = null, note = ''"),
    _without("alarm", "acknowledged_by_id = null", "acknowledged_by_id"),
    _without("device", "deleted_by_id = null", "deleted_by_id"),
    _without("asset", "responsible_id = null", "responsible_id"),
    _without("legal_hold", "set_by_id = null", "set_by_id"),
    _without("erasure_proof", "confirmed_by_id = null", "confirmed_by_id"),
    _without("import", "user_id = null, origin = '{}', file_name = ''"),
    _without("occupancy", "user_id = null"),
    # An address
    _address("invitation"),
    _address("reset_wish"),
    _address("alarm_recipient"),
    _address("mail", "recipient"),
    Link(
        place="tenant",
        where="t.id = any(%(tenant_ids)s) and lower(t.contact_email) = any(%(emails)s)",
        fate=Fate.EMPTIED,
        emptied="contact_first_name = '', contact_last_name = '', contact_email = '',"
        " contact_phone = ''",
        everywhere=True,
    ),
    # What was measured where the person lived, in that time
    _measured("alarm_feed", "ts"),
    _measured("alarm_watch", "exceeded_since"),
    _measured("alarm", "raised_at"),
    _measured("heard", "last_seen_at"),
    _measured("latest", "ts"),
    _measured("delivery", "received_at"),
    _measured("uplink", "received_at"),
    _counted("hearing", "day"),
    _counted("coverage", "last_day"),
    Link(
        place="connection_message",
        per=Per.DEVICE,
        where="t.dev_eui = %(dev_eui)s and t.received_at >= %(since)s"
        " and t.received_at < %(until)s",
    ),
    Link(
        place="unassigned_uplink",
        per=Per.DEVICE,
        where="t.dev_eui = %(dev_eui)s and t.ts >= %(since)s and t.ts < %(until)s",
    ),
    _named("connection_message", "t.body"),
    _named(
        "unassigned_uplink",
        "(select coalesce(string_agg(one, ''), '') from unnest(t.bodies) one)",
    ),
    Link(
        place="mail",
        per=Per.DEVICE,
        where="t.kind like 'alarm.%%' and t.created_at >= %(since)s and t.created_at <"
        " %(until)s::timestamptz + interval '1 day'"
        " and strpos(t.text, %(device)s) > 0",
    ),
    Link(
        place="stored_file",
        where="exists (select from unnest(%(words)s::text[]) word"
        " where strpos(lower(t.name || ' ' || t.caption), word) > 0)",
    ),
    _named(
        "stored_file",
        "case when t.media_type like 'text/%%' then t.content else '' end",
    ),
    Link(
        place="stored_file",
        per=Per.POINT,
        where="t.measuring_point_id = %(id)s and t.meter_id is null"
        " and t.created_at >= %(since)s and t.created_at < %(until)s",
    ),
    Link(
        place="stored_file",
        per=Per.POINT,
        where="t.measuring_point_id = %(id)s and t.meter_id is not null"
        " and t.created_at >= %(since)s and t.created_at < %(until)s",
        fate=Fate.STAYS,
        why=BILLED,
    ),
    Link(
        place="meter",
        per=Per.POINT,
        where="t.measuring_point_id = %(id)s" + _OVERLAPS,
        fate=Fate.STAYS,
        why=BILLED,
    ),
    _disclosed(Per.PERSON, "%(user_id)s = any(t.user_ids)"),
    _disclosed(Per.POINT, "%(id)s = any(t.point_ids)"),
    _disclosed(Per.DEVICE, "%(id)s = any(t.device_ids)"),
    _held(Per.PERSON, "t.covers = 'account' and t.thing_id = %(user_id)s"),
    _held(Per.POINT, "t.covers = 'point' and t.thing_id = %(id)s"),
    _held(Per.DEVICE, "t.covers = 'device' and t.thing_id = %(id)s"),
    _of_place("measuring_point", Per.POINT, "t.id = %(id)s"),
    _of_place("device", Per.DEVICE, "t.id = %(id)s"),
    _of_place("sensor_exchange", Per.DEVICE, "t.device_id = %(id)s"),
    _of_place("device_place", Per.DEVICE, "t.device_id = %(id)s"),
    _of_place("plan_place", Per.DEVICE, "t.device_id = %(id)s"),
    _of_place(
        "asset",
        Per.POINT,
        "t.id = (select asset_id from measuring_point where id = %(id)s)",
    ),
    # Who lived there
    Link(
        place="occupancy_word",
        where="t.occupancy_id = any(%(occupancy_ids)s)",
    ),
    Link(place="occupancy", where="t.id = any(%(occupancy_ids)s)"),
    # What the person asked for, and the account itself
    Link(
        place="answer_package",
        where=_OF_OWN_REQUESTS,
    ),
    Link(
        place="person_request_span",
        where=_OF_OWN_REQUESTS,
    ),
    Link(
        place="person_request",
        where=_OWN_REQUESTS,
        fate=Fate.EMPTIED,
        emptied="user_id = null, name = '', email = '', terms = '[]', wish = '',"
        " identity_note = '', reason = '', weighing = '', correction = '',"
        " done_note = '', recipients_told = ''",
    ),
    _account("account", "t.id = %(user_id)s"),
)
