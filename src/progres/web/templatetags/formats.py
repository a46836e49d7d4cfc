"""Values and times in templates, written as the reader's language writes them."""

from collections.abc import Sequence
from datetime import datetime

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from progres.dashboards.values import DeviceRow
from progres.readings.values import CurrentValue
from progres.web.figures import NOTHING, number, percent
from progres.web.words import label_of_value

register = template.Library()

register.filter("number", number)
register.filter("percent", percent)

MINUTE = 60  # seconds
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@register.filter
def rounded(value: float | None) -> float | None:
    """Round to one digit after the separator, as radio facts are told."""
    return None if value is None else round(value, 1)


@register.filter
def reading(value: object) -> str:
    """Write a value as it was measured: at most three digits after the separator."""
    match value:
        case None:
            return NOTHING
        case bool():
            return gettext("Yes") if value else gettext("No")
        case int() | float():
            return number(value)
        case [latitude, longitude, *_]:
            return f"{latitude:.5f}, {longitude:.5f}"
        case _:
            return str(value)


@register.simple_tag
def value_with_unit(value: object, unit: str = "") -> SafeString:
    """Write a value with its unit, which is set smaller and never breaks off."""
    if not unit or value is None:
        return format_html("{}", reading(value))
    return format_html('{}&nbsp;<span class="unit">{}</span>', reading(value), unit)


@register.simple_tag
def live_value(value: CurrentValue, device_id: int) -> SafeString:
    """Write a current value that follows the device's readings."""
    return format_html(
        '<span data-live="{}:{}" data-live-at="{}">{}</span>',
        device_id,
        value.key,
        value.ts.isoformat(),
        reading(value.value),
    )


@register.simple_tag
def ago(at: datetime | None, *, device: int | None = None, key: str = "") -> SafeString:
    """Say how long ago something was; the exact time is on hover.

    With the id of a `device` it follows the device's readings, with `key` those of one
    value.
    """
    if not at:  # None, or "" where a template finds nothing
        return format_html('<span class="muted">{}</span>', gettext("never"))
    return format_html(
        '<time datetime="{}" title="{}" data-relative{}>{}</time>',
        at.isoformat(),
        exact(at),
        format_html(' data-live-time="{}{}"', device, f":{key}" if key else "")
        if device is not None
        else "",
        relative(at, timezone.now()),
    )


@register.simple_tag
def moment(at: datetime | None) -> SafeString:
    """Write a time to the second, in the instance's zone."""
    if not at:
        return format_html('<span class="muted">{}</span>', NOTHING)
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), exact(at))


@register.simple_tag
def day(at: datetime) -> SafeString:
    """Write a day in the instance's zone; the exact time is on hover."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.isoformat(),
        exact(at),
        formats.date_format(timezone.localtime(at), "SHORT_DATE_FORMAT"),
    )


@register.simple_tag
def server_time(at: datetime) -> SafeString:
    """Write a time to the second as the server's clock showed it, with its offset."""
    date = formats.date_format(at, "SHORT_DATE_FORMAT")
    return format_html(
        '<time datetime="{}">{}, {} <span class="muted">{}</span></time>',
        at.isoformat(),
        date,
        f"{at:%H:%M:%S}",
        f"{at:%z}"[:3] + ":" + f"{at:%z}"[3:5],
    )


def exact(at: datetime) -> str:
    """Write date and time to the second as the language does, in the current zone."""
    local = timezone.localtime(at)
    return f"{formats.date_format(local, 'SHORT_DATE_FORMAT')}, {local:%H:%M:%S}"


def relative(at: datetime, now: datetime) -> str:
    """Say "3 min ago", as the browser will; from a week on the date."""
    seconds = (now - at).total_seconds()
    if abs(seconds) < 10:
        return gettext("just now")
    if seconds < 0 or seconds >= 7 * DAY:
        return formats.date_format(timezone.localtime(at), "SHORT_DATE_FORMAT")
    if seconds < MINUTE:
        return gettext("%(count)d sec. ago") % {"count": round(seconds)}
    if seconds < HOUR:
        return gettext("%(count)d min ago") % {"count": round(seconds / MINUTE)}
    if seconds < DAY:
        return gettext("%(count)d hr ago") % {"count": round(seconds / HOUR)}
    days = round(seconds / DAY)
    return ngettext("%(count)d day ago", "%(count)d days ago", days) % {"count": days}


@register.filter
def size_in_words(size: int) -> str:
    """Say how large something of `size` bytes is."""
    if size >= 1024:
        return f"{number(round(size / 1024, 1))}\u202fKB"
    words = ngettext("%(count)d byte", "%(count)d bytes", size)
    return words % {"count": size}


@register.filter
def value_label(value: CurrentValue) -> str:
    """Name a measured value in the reader's language."""
    return label_of_value(value)


@register.filter
def is_yes_no(value: CurrentValue) -> bool:
    """Say whether a value is a yes or no, which says nothing without its name."""
    return isinstance(value.value, bool)


@register.filter
def first_values(row: DeviceRow, count: int = 2) -> list[CurrentValue]:
    """Return the newest values of a device in a list: the first that its type names."""
    newest = row.latest.values if row.latest else {}
    specs = [s for s in row.device.device_type.value_specs if s["key"] in newest]
    return [
        CurrentValue(**spec, ts=newest[spec["key"]][0], value=newest[spec["key"]][1])
        for spec in specs[:count]
    ]


@register.filter
def hexadecimal(payload: Sequence[int] | bytes | None) -> str:
    """Write bytes as pairs of hex digits."""
    return bytes(payload).hex(" ") if payload else ""
