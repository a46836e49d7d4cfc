"""How numbers, times and colours are written in mails."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_DIGITS = 10  # more than any sensor has, fewer than binary rounding shows
_NO_BREAK = "\u00a0"
_DAYS = {"de": ("Tag", "Tage"), "en": ("day", "days")}
_CLOCK = {"de": ("Std.", "Min."), "en": ("h", "min")}
_MONTHS = {
    "de": [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}


def written_number(value: float, unit: str, language: str) -> str:
    """Write a number with its unit: '1.234,5 °C' in German, '1,234.5 °C' in English.

    No more digits than were measured, and no exponent between 1e-6 and 1e15.
    """
    plain = f"{value:.{_DIGITS}g}"
    if "e" in plain and 1e-6 <= abs(value) < 1e15:
        plain = f"{value:.6f}".rstrip("0").rstrip(".")
    if "e" not in plain and "n" not in plain:  # neither 1e+20 nor inf and nan
        whole, point, fraction = plain.partition(".")
        plain = f"{int(whole):,}{point}{fraction}"
        if whole == "-0":
            plain = "-" + plain
    plain = plain.replace("-", "\u2212")
    if language == "de":
        plain = plain.translate(str.maketrans(",.", ".,"))
    return plain + (_NO_BREAK + unit if unit else "")


def written_time(time: datetime, time_zone: str, language: str) -> str:
    """Write an aware time in a zone: '1. März 2026, 13:00 Uhr', '1 March 2026, 13:00'."""
    local = time.astimezone(ZoneInfo(time_zone))
    month = _MONTHS[language][local.month - 1]
    if language == "de":
        return f"{local.day}. {month} {local:%Y}, {local:%H:%M} Uhr"
    return f"{local.day} {month} {local:%Y}, {local:%H:%M}"


def written_span(span: timedelta, language: str) -> str:
    """Write how long something took, to the minute: '1 Tag 2 Std.', '2 h 15 min'.

    Of more than a day the minutes are left out; less than a minute is one.
    """
    minutes = max(1, round(span.total_seconds() / 60))
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    day = _DAYS[language][days != 1]
    hour, minute = _CLOCK[language]
    parts = [(days, day), (hours, hour), (0 if days else minutes, minute)]
    return " ".join(f"{n}{_NO_BREAK}{unit}" for n, unit in parts if n)


def text_on(colour: str) -> str:
    """Choose white or black for text on "#rrggbb"; one has a contrast of 4.5 or more.

    Relative luminance as in WCAG 2.2; both are equally far at 0.179.
    """
    red, green, blue = (_linear(int(colour[n : n + 2], 16) / 255) for n in (1, 3, 5))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#000000" if luminance > 0.179 else "#ffffff"


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
