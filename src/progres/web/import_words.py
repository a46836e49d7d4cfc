"""What pages say of imports."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from progres.imports.rules import Existing, Kind, State
from progres.web.words import Words

KINDS: Words = {
    Kind.DEVICES: _("Devices"),
    Kind.POINTS: _("Measuring points"),
}
STATES: Words = {
    State.UPLOADED: pgettext_lazy("import", "uploaded"),
    State.CHECKING: pgettext_lazy("import", "being checked"),
    State.CHECKED: pgettext_lazy("import", "checked, not started"),
    State.RUNNING: pgettext_lazy("import", "being taken in"),
    State.DONE: pgettext_lazy("import", "done"),
    State.UNDOING: pgettext_lazy("import", "being undone"),
    State.UNDONE: pgettext_lazy("import", "undone"),
    State.FAILED: pgettext_lazy("import", "failed"),
}
EXISTING: Words = {
    Existing.SKIP: _("Leave it as it is and skip the row"),
    Existing.UPDATE: _("Change it as the row says; empty cells change nothing"),
}
