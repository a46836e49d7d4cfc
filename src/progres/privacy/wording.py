"""How what the data map says is put into words of the language switched on."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from progres.kit.datamap import Retention
from progres.privacy.kinds import Kind
from progres.privacy.words import KINDS

NO_DAYS: Mapping[Kind, int] = MappingProxyType({})


def until(retention: Retention, days: Mapping[Kind, int] = NO_DAYS) -> str:
    """Say until when something is kept: "30 days after: the mail is written".

    `days` are the periods that hold in an instance, where instances choose them.
    """
    event = _(retention.event)
    if not retention.period:
        return event
    chosen = [Kind(name) for name in retention.kinds if name in days]
    if not chosen:
        spans = _span(retention.period)
    elif len(chosen) == 1:
        spans = _span(timedelta(days=days[chosen[0]]))
    else:
        spans = ", ".join(
            f"{KINDS[kind]}: {_span(timedelta(days=days[kind]))}" for kind in chosen
        )
    return _("%(span)s after: %(event)s") % {"span": spans, "event": event}


def _span(period: timedelta) -> str:
    days, hours = period.days, period.seconds // 3600
    if days:
        return ngettext("%(number)d day", "%(number)d days", days) % {"number": days}
    return ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours}
