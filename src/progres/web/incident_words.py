"""What breaches and disclosures are called, also in the audit log."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from progres.privacy.incident_rules import IncidentRole
from progres.web.words import Words

ROLES: Words = {
    IncidentRole.CONTROLLER: _("Own data: as the controller"),
    IncidentRole.PROCESSOR: _("Customers' data: as their processor"),
}
LABELS: Words = {
    "role": _("As what are we concerned?"),
    "title": _("Title"),
    "concerned": _("Instances concerned"),
    "kinds": _("Kinds of data"),
    "noticed_at": _("Noticed at"),
    "began_at": _("Began at"),
    "ended_at": _("Ended at"),
    "what": _("What has happened"),
    "consequences": _("Likely consequences"),
    "measures": _("Measures taken and planned"),
    "assessed_at": _("Risk assessed at"),
    "authority_at": _("Authority notified at"),
    "authority_reason": _("Why the authority was not notified, or not in time"),
    "persons_at": _("Persons told at"),
    "persons_reason": _("Why the persons were not told"),
}
HINTS: Words = {
    "kinds": _("From them follows of which persons there are data."),
    "what": _("It stands in the mails to customers and the letters to persons."),
    "authority_reason": _("Such as: no risk for the persons is to be expected."),
}
DISCLOSURE_LABELS: Words = {
    "receiver": _("To whom"),
    "legal_ground": _("Legal ground"),
    "file_number": _("File number"),
    "data": _("What was disclosed"),
    "emails": _("Accounts: e-mail addresses"),
    "points": _("Measuring points: numbers or names"),
    "dev_euis": _("Devices: DevEUIs"),
    "from_day": _("Data from"),
    "to_day": _("Data to"),
    "disclosed_at": _("Disclosed at"),
    "decided_by": _("Decided by"),
    "secret_until": _("To be kept secret until"),
}
DISCLOSURE_HINTS: Words = {
    "legal_ground": _("Such as § 100j StPO, with the order of a court."),
    "emails": _("One a line."),
    "points": _("One a line."),
    "dev_euis": _("One a line."),
    "secret_until": _("Until then it stands in no answer to a request for access."),
}
SENTENCES: Words = {
    "incident.noted": _("%(who)s noted the breach of data protection %(what)s."),
    "incident.changed": _("%(who)s changed what is known of the breach %(what)s."),
    "incident.closed": _("%(who)s closed the breach %(what)s."),
    "incident.customer_told": _("This instance was told of the breach %(what)s."),
    "incident.reminded": _(
        "People were reminded of the 72 hours of the breach %(what)s."
    ),
    "incident.persons_viewed": _("%(who)s looked at who is concerned by %(what)s."),
    "incident.persons_exported": _("%(who)s exported who is concerned by %(what)s."),
    "incident.letter_made": _("%(who)s made a letter to a person about %(what)s."),
    "disclosure.noted": _("%(who)s noted a disclosure to %(what)s."),
    "disclosure.viewed": _("%(who)s looked at the disclosures to authorities."),
}
FIELDS: Words = {
    "role": pgettext_lazy("changed field", "the role"),
    "title": pgettext_lazy("changed field", "the title"),
    "concerned": pgettext_lazy("changed field", "the instances concerned"),
    "kinds": pgettext_lazy("changed field", "the kinds of data"),
    "noticed_at": pgettext_lazy("changed field", "when it was noticed"),
    "began_at": pgettext_lazy("changed field", "when it began"),
    "ended_at": pgettext_lazy("changed field", "when it ended"),
    "what": pgettext_lazy("changed field", "what happened"),
    "consequences": pgettext_lazy("changed field", "the consequences"),
    "measures": pgettext_lazy("changed field", "the measures"),
    "assessed_at": pgettext_lazy("changed field", "when the risk was assessed"),
    "authority_at": pgettext_lazy("changed field", "when the authority was notified"),
    "authority_reason": pgettext_lazy("changed field", "why the authority was not"),
    "persons_at": pgettext_lazy("changed field", "when the persons were told"),
    "persons_reason": pgettext_lazy("changed field", "why the persons were not"),
    "recipients": pgettext_lazy("changed field", "the recipients"),
    "hours_left": pgettext_lazy("changed field", "the hours left"),
    "file_number": pgettext_lazy("changed field", "the file number"),
    "person": pgettext_lazy("changed field", "the person"),
}
