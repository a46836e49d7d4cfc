"""How what the data map says is put into words of the language switched on."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from progres.kit.datamap import Retention


def until(retention: Retention) -> str:
    """Say until when something is kept: "30 days after: the mail is written"."""
    event = _(retention.event)
    if not retention.period:
        return event
    days, hours = retention.period.days, retention.period.seconds // 3600
    span = (
        ngettext("%(number)d day", "%(number)d days", days) % {"number": days}
        if days
        else ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours}
    )
    return _("%(span)s after: %(event)s") % {"span": span, "event": event}
