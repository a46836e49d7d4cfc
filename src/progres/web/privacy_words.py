"""What people read of requests of persons, also in the audit log."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from progres.privacy.rules import (
    Channel,
    Decision,
    HandedBy,
    Identity,
    Kind,
    State,
    Use,
)
from progres.web.words import Words

KINDS: Words = {
    Kind.ACCESS: _("Access"),
    Kind.RECTIFICATION: _("Rectification"),
    Kind.ERASURE: _("Erasure"),
    Kind.RESTRICTION: _("Restriction"),
    Kind.PORTABILITY: _("Portability"),
    Kind.OBJECTION: _("Objection"),
}
ARTICLES: Words = {
    Kind.ACCESS: _("Art. 15 GDPR"),
    Kind.RECTIFICATION: _("Art. 16 GDPR"),
    Kind.ERASURE: _("Art. 17 GDPR"),
    Kind.RESTRICTION: _("Art. 18 GDPR"),
    Kind.PORTABILITY: _("Art. 20 GDPR"),
    Kind.OBJECTION: _("Art. 21 GDPR"),
}
# What each of them means to the person itself.
OWN_KINDS: Words = {
    Kind.ACCESS: _("Know what is stored about me"),
    Kind.PORTABILITY: _("Take my data along"),
    Kind.RECTIFICATION: _("Have something put right"),
    Kind.ERASURE: _("Have my data erased"),
    Kind.RESTRICTION: _("Have my data left alone"),
    Kind.OBJECTION: _("Object to a use"),
}
OWN_NOTES: Words = {
    Kind.ACCESS: _("A report you can read, with purposes, recipients and periods."),
    Kind.PORTABILITY: _("Files that other programs can read."),
    Kind.RECTIFICATION: _(
        "What you cannot change on the page of your account yourself."
    ),
    Kind.ERASURE: _(
        "Your account ends with it. What a law demands is kept until its time is over."
    ),
    Kind.RESTRICTION: _("They are kept, but not used for what you name."),
    Kind.OBJECTION: _("For reasons of your own situation; we weigh them and tell you."),
}
REQUEST_STATES: Words = {
    State.RECEIVED: pgettext_lazy("state of a request", "Received"),
    State.IDENTIFIED: pgettext_lazy("state of a request", "To be decided"),
    State.GRANTED: pgettext_lazy("state of a request", "Being carried out"),
    State.DONE: pgettext_lazy("state of a request", "Done"),
    State.REFUSED: pgettext_lazy("state of a request", "Refused"),
    State.WITHDRAWN: pgettext_lazy("state of a request", "Withdrawn"),
    State.FAILED: pgettext_lazy("state of a request", "Failed"),
}
# With which shape each is shown.
SHAPES = {
    State.RECEIVED: "unknown",
    State.IDENTIFIED: "late",
    State.GRANTED: "late",
    State.DONE: "ok",
    State.REFUSED: "maintenance",
    State.WITHDRAWN: "maintenance",
    State.FAILED: "alarm",
}
CHANNELS: Words = {
    Channel.MAIL: pgettext_lazy("how a request came", "By e-mail"),
    Channel.LETTER: pgettext_lazy("how a request came", "By letter"),
    Channel.PHONE: pgettext_lazy("how a request came", "By phone"),
    Channel.IN_PERSON: pgettext_lazy("how a request came", "In person"),
    Channel.ACCOUNT: pgettext_lazy("how a request came", "From the own account"),
}
IDENTITIES: Words = {
    Identity.KNOWN_ADDRESS: _("Answered from the address on file"),
    Identity.CONTRACT_FACTS: _("Knew facts of the contract"),
    Identity.SHOWN_DOCUMENT: _("Showed a document"),
    Identity.BY_THE_CUSTOMER: _("Confirmed by the customer"),
    Identity.SIGNED_IN: _("Was signed in"),
}
DECISIONS: Words = {
    Decision.GRANTED: pgettext_lazy("decision", "Granted"),
    Decision.PARTLY: pgettext_lazy("decision", "Granted in part"),
    Decision.REFUSED: pgettext_lazy("decision", "Refused"),
}
USES: Words = {
    Use.SHOW: _("Show them to people"),
    Use.EXPORT: _("Export them and pass them on"),
    Use.EVALUATE: _("Evaluate them, also for alarms"),
    Use.MAIL: _("Send mails about them"),
}
HANDED: Words = {
    HandedBy.IN_PERSON: pgettext_lazy("how it was handed over", "In person"),
    HandedBy.LETTER: pgettext_lazy("how it was handed over", "By letter"),
    HandedBy.SEALED_MAIL: _("By encrypted mail, the password by another way"),
    HandedBy.ACCOUNT: _("Fetched from the own account"),
}
# As what a person was found.
FOUND_AS: Words = {
    "account": _("Account"),
    "invitation": _("Invited"),
    "occupancy": _("Lives or works there"),
    "recipient": _("Is told of alarms"),
    "gateway": _("Contact of a gateway"),
    "instance": _("Contact of the instance"),
}

# For `web.audit_words`.
SENTENCES: Words = {
    "person_request.received": _("%(who)s entered the request %(what)s of a person."),
    "person_request.identified": _("%(who)s found that %(what)s is the person's own."),
    "person_request.not_identified": _(
        "%(who)s could not find out whether %(what)s is the person's own."
    ),
    "person_request.extended": _(
        "%(who)s gave the answer to %(what)s two more months."
    ),
    "person_request.handed_over": _("%(who)s handed %(what)s to another instance."),
    "person_request.taken_over": _("%(who)s put %(what)s into the queue here."),
    "person_request.spans_changed": _(
        "%(who)s changed which readings %(what)s is about."
    ),
    "person_request.prepared_anew": _("%(who)s let %(what)s be prepared anew."),
    "person_request.granted": _("%(who)s granted %(what)s."),
    "person_request.instructed": _(
        "%(who)s instructed the operator's platform to carry out %(what)s"
        " (Art. 28(3)(a) GDPR)."
    ),
    "person_request.refused": _("%(who)s refused %(what)s."),
    "person_request.withdrawn": _("%(who)s noted that %(what)s was withdrawn."),
    "person_request.tried_again": _("%(who)s let %(what)s be carried out again."),
    "person_request.rectified": _("%(who)s put right what %(what)s asked for."),
    "person_request.package_taken": _("%(who)s fetched the answer to %(what)s."),
    "person_request.package_handed": _("%(who)s handed over the answer to %(what)s."),
    "person_request.done": _("%(who)s carried out %(what)s."),
    "person_request.lifted": _("%(who)s lifted the restriction of %(what)s."),
    "person_request.used": _(
        "%(who)s used what %(what)s restricts, for a reason of Art. 18(2)."
    ),
    "person_request.viewed": _("%(who)s looked at %(what)s."),
    "person_requests.viewed": _("%(who)s looked at the requests of persons."),
    "persons.viewed": _("%(who)s looked for a person in %(what)s."),
}
FIELDS: Words = {
    "channel": pgettext_lazy("changed field", "how it came"),
    "due_on": pgettext_lazy("changed field", "the last day to answer"),
    "decision": pgettext_lazy("changed field", "the decision"),
    "handed_by": pgettext_lazy("changed field", "how"),
}
VALUES: Words = {
    **{f"channel {channel}": word for channel, word in CHANNELS.items()},
    **{f"decision {decision}": word for decision, word in DECISIONS.items()},
    **{f"handed_by {way}": word for way, word in HANDED.items()},
}
