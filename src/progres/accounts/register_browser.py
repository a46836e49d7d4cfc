"""What is stored in people's browsers: only what a page they asked for needs.

That is why no page asks for consent (§ 25(2) TDDDG).
"""

from datetime import timedelta

from progres.kit.datamap import (
    Basis,
    Controller,
    Entry,
    Kind,
    Origin,
    Personal,
    Retention,
    Store,
    Subject,
)

_VISIT = Personal(
    kind=Kind.CHOICE,
    subjects=(Subject.ACCOUNT_HOLDER, Subject.VISITOR),
    purpose="Answer as the person in front of the browser asked.",
    basis=Basis.CONTRACT,
    controller=Controller.OPERATOR,
    origins=(Origin.PERSON, Origin.PLATFORM),
    without="Without the cookie of the session nobody stays signed in; the rest is convenience.",
)
_SESSION = Retention(event="the browser is closed")

BROWSER_REGISTER = (
    Entry(
        store=Store.COOKIE,
        place="progres_session",
        purpose="Stay signed in from page to page.",
        retention=_SESSION,
        personal={_VISIT: ("value",)},
    ),
    Entry(
        store=Store.COOKIE,
        place="progres_csrf",
        purpose="Keep other sites from sending forms in the person's name.",
        retention=Retention(event="the cookie is set", period=timedelta(days=364)),
        plain=("value",),
    ),
    Entry(
        store=Store.COOKIE,
        place="progres_language",
        purpose="Speak the chosen language before sign-in.",
        retention=_SESSION,
        personal={_VISIT: ("value",)},
    ),
    Entry(
        store=Store.COOKIE,
        place="messages",
        purpose="Say on the next page what became of a form.",
        retention=Retention(event="the next page is shown"),
        personal={_VISIT: ("value",)},
    ),
    Entry(
        store=Store.BROWSER,
        place="progres.theme",
        purpose="Show pages light or dark as chosen.",
        retention=Retention(event="the person chooses the system's own way again"),
        personal={_VISIT: ("value",)},
    ),
    Entry(
        store=Store.BROWSER,
        place="htmx-current-path-for-history",
        purpose="Go back to the page before; its address stays in the open tab alone.",
        retention=Retention(event="the tab is closed"),
        personal={_VISIT: ("value",)},
    ),
    Entry(
        store=Store.BROWSER,
        place="htmx-history-cache",
        purpose="Would keep pages for going back; switched off, always empty.",
        retention=Retention(event="the tab is closed"),
        plain=("value",),
    ),
    Entry(
        store=Store.BROWSER,
        place="htmx:sessionStorageTest",
        purpose="Find out whether the tab can store anything; removed at once.",
        retention=Retention(event="it is written"),
        plain=("value",),
    ),
)
