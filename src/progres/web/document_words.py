"""What the documents of data protection are called, and what the audit log says of them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from progres.privacy.documents.facts import DocumentKind
from progres.web.words import Words

TITLES: Words = {
    DocumentKind.NOTICE: _("Privacy notice"),
    DocumentKind.RECORD: _("Record of processing activities"),
    DocumentKind.MEASURES: _("Technical and organisational measures"),
    DocumentKind.AGREEMENT: _("Annex to the processing agreement"),
    DocumentKind.ASSESSMENT: _("Template for an impact assessment"),
}
ARTICLES: Words = {
    DocumentKind.NOTICE: _("Art. 13 and 14"),
    DocumentKind.RECORD: _("Art. 30"),
    DocumentKind.MEASURES: _("Art. 32"),
    DocumentKind.AGREEMENT: _("Art. 28(3)"),
    DocumentKind.ASSESSMENT: _("Art. 35"),
}
SENTENCES: Words = {
    "privacy_details.changed": _("%(who)s changed who answers for the data here."),
    "document.changed": _("A new version of a document of data protection was kept."),
}
FIELDS: Words = {
    "controller": pgettext_lazy("changed field", "the controller"),
    "address": pgettext_lazy("changed field", "the address"),
    "contact": pgettext_lazy("changed field", "the contact"),
    "officer": pgettext_lazy("changed field", "the data protection officer"),
    "authority": pgettext_lazy("changed field", "the supervisory authority"),
    "data_centre": pgettext_lazy("changed field", "the data-centre company"),
    "processors": pgettext_lazy("changed field", "the processors"),
    "third_countries": pgettext_lazy("changed field", "passed on outside the EEA"),
    "transfers": pgettext_lazy("changed field", "the third countries"),
    "instructions": pgettext_lazy("changed field", "the instructions"),
    "further_measures": pgettext_lazy("changed field", "the further measures"),
}
