"""What the audit log says of retention, legal holds and erased instances."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from progres.privacy.words import COVERS, KINDS
from progres.web.words import Words

SENTENCES: Words = {
    "retention_policy.changed": _("%(who)s changed how long %(what)s keeps data."),
    "legal_hold.set": _("%(who)s set a legal hold on %(what)s."),
    "legal_hold.prolonged": _("%(who)s prolonged the legal hold on %(what)s."),
    "legal_hold.lifted": _("%(who)s lifted the legal hold on %(what)s."),
    "erasure.confirmed": _("%(who)s confirmed that %(what)s is erased."),
    "erasure.finished": _("%(what)s was erased with all its data."),
}
FIELDS: Words = {
    "kept_kind": pgettext_lazy("changed field", "the kind of data"),
    "kept_days": pgettext_lazy("changed field", "the days it is kept"),
    "least_days": pgettext_lazy("changed field", "the fewest days"),
    "most_days": pgettext_lazy("changed field", "the most days"),
    "covers": pgettext_lazy("changed field", "what it covers"),
    "held_until": pgettext_lazy("changed field", "the end of the hold"),
    "erased_rows": pgettext_lazy("changed field", "erased rows"),
    "erased_instances": pgettext_lazy("changed field", "erased instances"),
    "digest": pgettext_lazy("changed field", "the checksum"),
}
VALUES: Words = {
    **{f"kept_kind {kind}": word for kind, word in KINDS.items()},
    **{f"covers {covers}": word for covers, word in COVERS.items()},
}
