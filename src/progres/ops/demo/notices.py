"""What the demo town's operator tells everybody: short, and about nobody real."""

from datetime import datetime

from progres.accounts.membership import Membership
from progres.legal.actions import publish
from progres.legal.rules import Kind

TEXTS = {
    (Kind.PRIVACY, "de"): """\
Dies ist eine Vorführung: Alle Personen, Orte und Messwerte sind erfunden.

## Verantwortlich
Musternetz GmbH, Hafenweg 1, 12345 Musterstadt

## Was verarbeitet wird
| Daten | Wozu | Wie lange |
|--|--|--|
| Name, E-Mail-Adresse, Rolle | Anmelden und Handeln unter dem eigenen Namen | bis das Konto endet |
| Wer wann was getan hat | Nachvollziehen von Änderungen | 24 Monate |
| Aufrufe von Seiten | Stabilität und Sicherheit | 7 Tage |

Es gibt keine automatisierten Entscheidungen über Personen, und nichts geht an Dritte.
""",
    (Kind.PRIVACY, "en"): """\
This is a demonstration: all people, places and values are invented.

## Controller
Musternetz GmbH, Hafenweg 1, 12345 Musterstadt

## What is processed
| Data | What for | How long |
|--|--|--|
| Name, e-mail address, role | Signing in and acting under the own name | until the account ends |
| Who did what when | Tracing changes | 24 months |
| Requests for pages | Stability and security | 7 days |

There are no automated decisions about people, and nothing goes to third parties.
""",
    (
        Kind.IMPRINT,
        "de",
    ): "Musternetz GmbH\n\nHafenweg 1, 12345 Musterstadt (erfunden)\n",
    (
        Kind.IMPRINT,
        "en",
    ): "Musternetz GmbH\n\nHafenweg 1, 12345 Musterstadt (invented)\n",
    (Kind.ACCESSIBILITY, "de"): """\
Alle Seiten sind nach WCAG 2.2, Stufe AA, gebaut und werden bei jeder Änderung maschinell
geprüft. Was Sie dennoch hindert, melden Sie dem Betreiber.
""",
    (Kind.ACCESSIBILITY, "en"): """\
All pages are built to WCAG 2.2, level AA, and checked by machine at every change. Tell
the operator what still hinders you.
""",
}


def publish_notices(by: Membership, at: datetime) -> None:
    """Publish all texts in both languages, as the operator."""
    for (kind, language), body in TEXTS.items():
        publish(kind, language, body, by=by, at=at)
