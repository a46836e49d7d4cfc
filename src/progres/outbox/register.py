"""What is stored about mails and those who get them."""

from datetime import timedelta

from progres.kit.datamap import (
    Basis,
    Controller,
    Entry,
    Kind,
    Origin,
    Personal,
    Receiver,
    Retention,
    Store,
    Subject,
)

_ADDRESS = Personal(
    kind=Kind.MAIL,
    subjects=(Subject.ACCOUNT_HOLDER, Subject.RECIPIENT),
    purpose="Hand the mail over, and show whether that worked.",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.CUSTOMER,
    origins=(Origin.CUSTOMER, Origin.PERSON),
    without="Without an address no mail can be sent.",
    receivers=(Receiver.MAIL_SERVER, Receiver.INSTANCES_ABOVE),
)
_CONTENT = Personal(
    kind=Kind.MAIL,
    subjects=(Subject.ACCOUNT_HOLDER, Subject.RECIPIENT, Subject.RESIDENT),
    purpose="Tell people of an alarm of a device they look after.",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.CUSTOMER,
    origins=(Origin.PLATFORM, Origin.DEVICE),
    receivers=(Receiver.MAIL_SERVER, Receiver.INSTANCES_ABOVE),
)

REGISTER = (
    Entry(
        store=Store.TABLE,
        place="mail",
        purpose="Lose no mail while the mail server is away.",
        retention=Retention(
            event="the mail is written", period=timedelta(days=30), kinds=("mails",)
        ),
        plain=(
            *("id", "tenant_id", "kind", "sender_name", "message_id"),
            *("created_at", "due_at", "attempts", "sent_at", "given_up_at"),
        ),
        personal={
            _ADDRESS: ("recipient", "language", "last_error"),
            _CONTENT: ("subject", "text", "html"),
        },
    ),
    Entry(
        store=Store.QUEUE,
        place="mail",
        purpose="Tell the worker that a mail waits.",
        retention=Retention(event="the worker has heard it"),
        plain=("payload",),
    ),
)
