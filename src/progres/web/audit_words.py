"""What the audit log says in plain language: one sentence for every action of the code.

`%(who)s` and `%(what)s` are the person and the thing. A test finds actions without words.
"""

from django.utils.translation import gettext_lazy as _

from progres.web import (
    connection_words,
    document_words,
    incident_words,
    retention_words,
)
from progres.web import metering_words as metering
from progres.web import privacy_words as privacy
from progres.web.words import Words

SENTENCES: Words = {
    # Signing in and out
    "session.started": _("%(who)s signed in."),
    "session.ended": _("%(who)s signed out."),
    "session.closed": _("%(who)s ended a session of %(what)s."),
    "session.expired": _("The session of %(who)s ended after too long a time."),
    "sign_in.failed": _("A sign-in as %(what)s failed."),
    "sign_in.locked": _("Too many sign-ins as %(what)s failed; the next must wait."),
    # People
    "user.created": _("%(who)s made an account for %(what)s."),
    "user.changed": _("%(who)s changed the account of %(what)s."),
    "user.deleted": _("%(who)s erased the account of %(what)s."),
    "user.invited": _("%(who)s invited %(what)s."),
    "user.invited_again": _("%(who)s sent the invitation of %(what)s again."),
    "user.invitation_withdrawn": _("%(who)s took back the invitation of %(what)s."),
    "user.invitation_sent": _("The invitation of %(what)s went out by itself."),
    "user.activated": _("%(who)s accepted the invitation and made an account."),
    "grant.accepted": _("%(who)s accepted a further access."),
    "user.email_change_asked": _("%(who)s asked for another e-mail address."),
    "user.email_changed": _("%(who)s changed the e-mail address of %(what)s."),
    "user.password_reset": _("%(who)s chose a new password by a mailed link."),
    "user.password_changed": _("%(who)s chose a new password; other sessions ended."),
    "second_factor.added": _("%(who)s set up a second factor."),
    "second_factor.removed": _("%(who)s removed a second factor."),
    "second_factor.taken_away": _("%(who)s removed the second factors of %(what)s."),
    "identity_provider.changed": _("%(who)s changed the single sign-on of %(what)s."),
    "identity_provider.removed": _("%(who)s ended the single sign-on of %(what)s."),
    "sign_in_rule.changed": _("%(who)s changed who needs a second factor in %(what)s."),
    "recovery_codes.renewed": _("%(who)s made new recovery codes."),
    "api_key.created": _("%(who)s made the key %(what)s for the API."),
    "grant.given": _("%(who)s gave %(what)s a further access."),
    "grant.changed": _("%(who)s changed a further access of %(what)s."),
    "grant.ended": _("%(who)s ended a further access of %(what)s."),
    "role.created": _("%(who)s composed the role %(what)s."),
    "role.changed": _("%(who)s changed the role %(what)s."),
    "role.deleted": _("%(who)s deleted the role %(what)s."),
    "api_key.revoked": _("%(who)s revoked the key %(what)s for the API."),
    "display.created": _("%(who)s made the address of the wall screen %(what)s."),
    "display.revoked": _("%(who)s revoked the address of the wall screen %(what)s."),
    "access_review.confirmed": _("%(who)s reviewed the rights of people in %(what)s."),
    # Staff of the operator
    "support.opened": _("%(who)s opened support access to %(what)s."),
    "support.ended": _("%(who)s ended support access to %(what)s."),
    # Instances
    "tenant.created": _("%(who)s made the instance %(what)s."),
    "tenant.changed": _("%(who)s changed the instance %(what)s."),
    "tenant.moved_away": _("%(who)s moved the instance %(what)s away from here."),
    "tenant.exported": _("%(who)s took all data of “%(what)s” along."),
    "tenant.moved": _("%(who)s moved the instance %(what)s."),
    "tenant.archived": _("%(who)s archived the instance %(what)s."),
    "tenant.unarchived": _("%(who)s brought the instance %(what)s back."),
    "tenant.logo_set": _("%(who)s gave %(what)s another logo."),
    "tenant.logo_removed": _("%(who)s removed the logo of %(what)s."),
    "contract.created": _("%(who)s noted the contract %(what)s."),
    "contract.changed": _("%(who)s changed the contract %(what)s."),
    "contract.deleted": _("%(who)s deleted the contract %(what)s."),
    "contract.ended": _("The contract %(what)s is over; its accounts were erased."),
    **document_words.SENTENCES,
    **incident_words.SENTENCES,
    # Devices
    "device.created": _("%(who)s registered the device %(what)s."),
    "device.changed": _("%(who)s changed the device %(what)s."),
    "device.deleted": _("%(who)s deleted the device %(what)s."),
    "device.labels_printed": _("%(who)s printed QR labels of devices of %(what)s."),
    "device.restored": _("%(who)s restored the deleted device %(what)s."),
    "device.moved": _("%(who)s moved the device %(what)s to another instance."),
    "device.sensor_exchanged": _("%(who)s put another sensor in for %(what)s."),
    "device.exchange_undone": _("%(who)s undid the exchange of %(what)s."),
    "device.keys_viewed": _("%(who)s looked at the radio keys of %(what)s."),
    "devices.created": _("%(who)s registered several devices of type %(what)s."),
    "device_type.created": _("%(who)s made the device type %(what)s."),
    "device_type.changed": _("%(who)s changed the device type %(what)s."),
    "device_type.deleted": _("%(who)s deleted the device type %(what)s."),
    "device_keys.resealed": _("%(who)s sealed the keys of devices anew."),
    "gateway.created": _("%(who)s registered the gateway %(what)s."),
    "gateway.changed": _("%(who)s changed the gateway %(what)s."),
    "gateway.deleted": _("%(who)s deleted the gateway %(what)s."),
    "gateway.viewed": _("%(who)s looked at the gateway %(what)s."),
    "gateway.recipient_asked": _(
        "%(who)s asked an address again whether it wants mails about the gateway"
        " %(what)s."
    ),
    "asset.created": _("%(who)s made the asset %(what)s."),
    "asset.changed": _("%(who)s changed the asset %(what)s."),
    "asset.deleted": _("%(who)s deleted the asset %(what)s."),
    "asset.placed": _("%(who)s placed devices on the floor plan of %(what)s."),
    "asset_type.created": _("%(who)s made the type of assets %(what)s."),
    "asset_type.changed": _("%(who)s changed the type of assets %(what)s."),
    "asset_type.deleted": _("%(who)s deleted the type of assets %(what)s."),
    "file.uploaded": _("%(who)s kept a file with %(what)s."),
    "file.changed": _("%(who)s changed what is said of a photo of %(what)s."),
    "file.deleted": _("%(who)s deleted a file of %(what)s."),
    **metering.SENTENCES,
    # Requests of persons
    **privacy.SENTENCES,
    # Imports and exports
    "import.finished": _("%(who)s took in the file %(what)s."),
    "import.undone": _("%(who)s undid the import of %(what)s."),
    "import.discarded": _("%(who)s discarded the file %(what)s."),
    "import.viewed": _("%(who)s looked at the import of %(what)s."),
    "import.errors_exported": _("%(who)s exported the rows of %(what)s with errors."),
    "import_template.created": _("%(who)s made the template %(what)s for imports."),
    "import_template.changed": _("%(who)s changed the template %(what)s for imports."),
    "import_template.deleted": _("%(who)s deleted the template %(what)s for imports."),
    "list.exported": _("%(who)s exported the list “%(what)s”."),
    # Connections
    **connection_words.ACTIONS,
    # Alarms
    "alarm.acknowledged": _("%(who)s acknowledged the alarm %(what)s."),
    "alarm_rule.created": _("%(who)s made the alarm rule %(what)s."),
    "alarm_rule.changed": _("%(who)s changed the alarm rule %(what)s."),
    "alarm_rule.deleted": _("%(who)s deleted the alarm rule %(what)s."),
    "alarm_rule.recipient_asked": _("%(who)s asked a recipient of %(what)s again."),
    "alarm_recipient.confirmed": _("%(what)s agreed to be told of alarms."),
    "alarm_recipient.withdrawn": _("%(what)s is no longer told of alarms."),
    # Looking at what tells of people
    "asset.viewed": _("%(who)s looked at the contact persons of %(what)s."),
    "file.viewed": _("%(who)s opened a file of %(what)s."),
    "device.viewed": _("%(who)s looked at the values of %(what)s."),
    "alarm_rules.viewed": _("%(who)s looked at the recipients of alarm rules."),
    "alarm_rule.viewed": _("%(who)s looked at the recipients of %(what)s."),
    "contract.viewed": _("%(who)s looked at the contract %(what)s."),
    "tenant.viewed": _("%(who)s looked at the instance %(what)s."),
    "users.viewed": _("%(who)s looked at the list of users."),
    "user.viewed": _("%(who)s looked at the account of %(what)s."),
    "api_keys.viewed": _("%(who)s looked at the API keys of %(what)s."),
    "access_review.viewed": _("%(who)s looked at who has rights in %(what)s."),
    "access_review.exported": _("%(who)s exported who has rights in %(what)s."),
    "mails.viewed": _("%(who)s looked at the outbox."),
    "mail.viewed": _("%(who)s read the mail %(what)s."),
    "access_log.viewed": _("%(who)s looked at the access log."),
    "audit_log.viewed": _("%(who)s looked at the audit log of %(what)s."),
    "audit_log.exported": _("%(who)s exported the audit log of %(what)s."),
    "audit_log.person_searched": _("%(who)s looked for what %(what)s did."),
    # Data protection
    **retention_words.SENTENCES,
    # The platform as a whole
    "legal_text.published": _("%(who)s published a new version of a public text."),
    # The log itself
    "audit_entry.expired": _("%(who)s destroyed what the log need no longer tell."),
    "audit_entry.erased": _("%(who)s erased entries of the log."),
}
# The same where it is not known whom it was about.
OF_NOBODY: Words = {
    "sign_in.failed": _("A sign-in under an unknown address failed."),
    "sign_in.locked": _("Too many sign-ins from one place failed; the next must wait."),
}
ANY_ACTION = _("%(who)s: %(action)s %(what)s")
EMPTIED = _("What this entry told was destroyed because its time is over.")

# One changed field, in a sentence of its own.
CHANGED = _("%(who)s changed %(field)s of %(what)s from %(before)s to %(after)s.")
SET = _("%(who)s set %(field)s of %(what)s to %(after)s.")
REMOVED = _("%(who)s removed %(field)s of %(what)s, which was %(before)s.")

# What the filter "what" offers; each action stands in exactly one of them.
GROUPS: Words = {
    "sign_ins": _("Signing in and out"),
    "people": _("People and keys"),
    "instances": _("Instances"),
    "devices": _("Devices, types and gateways"),
    "connections": _("Connections"),
    "alarms": _("Alarms and rules"),
    "privacy": _("Data protection"),
    "views": _("Looking at what tells of people"),
    "log": _("The log itself"),
}
_GROUP_OF = {
    "session": "sign_ins",
    "sign_in": "sign_ins",
    "sign_in_rule": "sign_ins",
    "identity_provider": "sign_ins",
    "second_factor": "sign_ins",
    "recovery_codes": "sign_ins",
    "user": "people",
    "api_key": "people",
    "display": "people",
    "access_review": "people",
    "grant": "people",
    "role": "people",
    "tenant": "instances",
    "contract": "instances",
    "retention_policy": "privacy",
    "legal_hold": "privacy",
    "erasure": "privacy",
    "privacy_details": "privacy",
    "document": "privacy",
    "incident": "privacy",
    "disclosure": "privacy",
    "connection": "connections",
    "alarm": "alarms",
    "alarm_rule": "alarms",
    "alarm_recipient": "alarms",
    "audit_log": "log",
    "audit_entry": "log",
    "access_log": "log",
    "list": "views",
    "person_request": "privacy",
}


def group_of(action: str) -> str:
    """Say to which of GROUPS an action belongs."""
    noun, _dot, verb = action.partition(".")
    if verb == "viewed" and noun not in {"audit_log", "access_log"}:
        return "views"
    return _GROUP_OF.get(noun, "devices")


def actions_of(group: str) -> tuple[str, ...]:
    """The actions of a group."""
    return tuple(action for action in SENTENCES if group_of(action) == group)
