"""What people call the kinds of data that are kept for a time of their own."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from progres.privacy.holds import Covers
from progres.privacy.kinds import Kind

KINDS: Mapping[Kind, Promise] = {
    Kind.METERS: _("Meter readings"),
    Kind.CLIMATE: _("Room climate"),
    Kind.READINGS: _("Other measured values"),
    Kind.UPLINKS: _("Received messages"),
    Kind.DELIVERIES: _("Messages as the network server sent them"),
    Kind.UNASSIGNED: _("Messages of unknown devices"),
    Kind.ALARMS: _("Alarms that are over"),
    Kind.MAILS: _("Mails"),
    Kind.INVITATIONS: _("Invitations that nobody accepted"),
    Kind.IMPORTS: _("Imports"),
    Kind.DELETED_DEVICES: _("Deleted devices with all their data"),
    Kind.ACCESS_LOG: _("Access log"),
    Kind.ACCESS_STATISTICS: _("Statistics of accesses"),
    Kind.AUDIT: _("Entries of the audit log"),
    Kind.AUDIT_ORIGINS: _("Addresses, browsers and views in the audit log"),
    Kind.TRACES: _("Expired keys, unused files and other traces"),
}

# What is meant where the name alone does not say it.
NOTES: Mapping[Kind, Promise] = {
    Kind.METERS: _("Of devices that read a meter at a measuring point, or ever did."),
    Kind.CLIMATE: _("Of devices that measure humidity or CO₂, and read no meter."),
    Kind.READINGS: _("Of all other devices."),
    Kind.UPLINKS: _("Never longer than the values in them."),
    Kind.DELIVERIES: _("Never longer than the values in them."),
    Kind.TRACES: _("Each after its own time; the data map names them."),
}

COVERS: Mapping[Covers, Promise] = {
    Covers.INSTANCE: pgettext_lazy("legal hold", "The whole instance"),
    Covers.DEVICE: pgettext_lazy("legal hold", "A device"),
    Covers.POINT: pgettext_lazy("legal hold", "A measuring point"),
    Covers.ACCOUNT: pgettext_lazy("legal hold", "An account"),
}
