"""What people read of measuring points and exchanges, also in the audit log."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from progres.metering.rules import Medium, Reason
from progres.web.words import Words

MEDIA: Words = {
    Medium.ELECTRICITY: pgettext_lazy("medium", "Electricity"),
    Medium.GAS: pgettext_lazy("medium", "Gas"),
    Medium.WATER: pgettext_lazy("medium", "Water"),
    Medium.HEAT: pgettext_lazy("medium", "Heat"),
    Medium.COLD: pgettext_lazy("medium", "Cold"),
    Medium.OTHER: pgettext_lazy("medium", "Other"),
}
REASONS: Words = {
    Reason.FIRST: pgettext_lazy("reason of an exchange", "First meter"),
    Reason.CALIBRATION: pgettext_lazy("reason of an exchange", "Calibration ends"),
    Reason.DEFECT: pgettext_lazy("reason of an exchange", "Defect"),
    Reason.BATTERY: pgettext_lazy("reason of an exchange", "Battery empty"),
    Reason.UPGRADE: pgettext_lazy("reason of an exchange", "Newer model"),
    Reason.OTHER: pgettext_lazy("reason of an exchange", "Other reason"),
}

# For `web.audit_words`.
SENTENCES: Words = {
    "measuring_point.created": _("%(who)s made the measuring point %(what)s."),
    "measuring_point.changed": _("%(who)s changed the measuring point %(what)s."),
    "measuring_point.deleted": _("%(who)s deleted the measuring point %(what)s."),
    "measuring_point.viewed": _("%(who)s looked at the consumption of %(what)s."),
    "occupancy.begun": _("%(who)s noted that %(what)s moved in."),
    "occupancy.ended": _("%(who)s noted that %(what)s moved out."),
    "occupancy.changed": _("%(who)s changed the occupancy of %(what)s."),
    "occupancy.deleted": _("%(who)s deleted the occupancy of %(what)s."),
    "occupancy.viewed": _("%(who)s looked at the occupancy of %(what)s."),
    "occupancies.viewed": _("%(who)s looked at the occupancies of %(what)s."),
    "heat_data.released": _("%(who)s let %(what)s show heat data elsewhere, too."),
    "heat_data.kept": _("%(who)s kept heat data of %(what)s to their purpose."),
    "resolution_policy.added": _(
        "%(who)s bound the resolution of readings in %(what)s."
    ),
    "resolution_policy.removed": _(
        "%(who)s removed a step of the resolution of readings in %(what)s."
    ),
    "meter.installed": _("%(who)s put the first meter in at %(what)s."),
    "meter.exchanged": _("%(who)s exchanged meter or sensor at %(what)s."),
    "meter.exchange_undone": _("%(who)s undid the newest exchange at %(what)s."),
    "meter.removed": _("%(who)s took the meter out at %(what)s."),
    "meter.removal_undone": _("%(who)s put the meter back at %(what)s."),
}
FIELDS: Words = {
    "medium": pgettext_lazy("changed field", "the medium"),
    "unit": pgettext_lazy("changed field", "the unit"),
    "free_number": pgettext_lazy("changed field", "the free number"),
    "market_location": pgettext_lazy("changed field", "the market location"),
    "metering_location": pgettext_lazy("changed field", "the metering location"),
    "obis": pgettext_lazy("changed field", "the OBIS code"),
    "transformer_factor": pgettext_lazy("changed field", "the transformer factor"),
    "calorific_value": pgettext_lazy("changed field", "the calorific value"),
    "correction_factor": pgettext_lazy("changed field", "the correction factor"),
    "first_reading": pgettext_lazy("changed field", "the first reading"),
    "last_reading": pgettext_lazy("changed field", "the last reading"),
    "sensor": pgettext_lazy("changed field", "the sensor"),
    "occupied_point": pgettext_lazy("changed field", "the measuring point"),
    "occupied_since": pgettext_lazy("changed field", "the beginning"),
    "occupied_until": pgettext_lazy("changed field", "the end"),
    "own_account": pgettext_lazy("changed field", "the own account"),
    "finest_resolution": pgettext_lazy("changed field", "the finest resolution"),
    "days": pgettext_lazy("changed field", "the days"),
    "reference": pgettext_lazy("changed field", "the reference"),
    "meters": pgettext_lazy("changed field", "the meters"),
}
VALUES: Words = {
    **{f"medium {medium}": word for medium, word in MEDIA.items()},
    **{f"reason {reason}": word for reason, word in REASONS.items()},
}
