"""What the audit log says of connections."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from progres.web.words import Words

ACTIONS: Words = {
    "connection.created": _("%(who)s made the connection %(what)s."),
    "connection.changed": _("%(who)s changed the connection %(what)s."),
    "connection.token_renewed": _("%(who)s renewed the secret of %(what)s."),
    "connection.paused": _("%(who)s paused the connection %(what)s."),
    "connection.resumed": _("%(who)s let the connection %(what)s go on."),
    "connection.message_tried_again": _(
        "%(who)s let a message of %(what)s be taken again."
    ),
    "connection.deleted": _("%(who)s deleted the connection %(what)s."),
}
FIELDS: Words = {
    "transport": pgettext_lazy("changed field", "the way of delivery"),
    "broker": pgettext_lazy("changed field", "the broker"),
    "username": pgettext_lazy("changed field", "the user name"),
    "application": pgettext_lazy("changed field", "the application"),
    "prefix": pgettext_lazy("changed field", "the beginning of the topics"),
    "gateways": pgettext_lazy("changed field", "the state of gateways"),
    "ca_certificate": pgettext_lazy("changed field", "the broker's certificate"),
    "client_certificate": pgettext_lazy("changed field", "the own certificate"),
    "new_password": pgettext_lazy("changed field", "a new password"),
    "new_key": pgettext_lazy("changed field", "a new private key"),
}
