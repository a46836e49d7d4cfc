from dataclasses import replace

import pytest

from progres.database.scope import scoped
from progres.notifications.account_mails import invite
from progres.notifications.actions import Telling, ask_recipient, tell
from progres.notifications.notices import (
    Acknowledgement,
    Addressee,
    AlarmEvent,
    AlarmNotice,
    Raising,
    Recovery,
)
from progres.outbox.models import Mail
from progres.tenants.actions import change_tenant
from progres.tenants.logos import set_logo
from tests.accounts.test_contract_end import KLARA
from tests.alarms.setting import MINUTE, mails
from tests.tenants.test_logos import picture
from tests.world import NOON, World

SEEN = Acknowledgement(by="Olga Keller", at=NOON + MINUTE, note="Ventil <b>zu</b>")
BACK = Recovery(at=NOON + 5 * MINUTE, value=3.25)
SECRETS = ("Zähler 4711", "Hauptstraße 5", "Keller links", "Familie", "Olga", "Ventil")


def notice(world: World) -> AlarmNotice:
    return AlarmNotice(
        alarm_id=17,
        tenant_id=world.bad.id,
        tenant_name="Hallenbad & Sauna",
        time_zone="Europe/Berlin",
        rule_name="Leck bei Familie Muster",
        severity="critical",
        label_de="Durchfluss",
        label_en="Flow",
        unit="m³/h",
        type="outside",
        low=0.5,
        high=4.0,
        value=1234.5,
        raised_at=NOON,
        device_name="Zähler 4711",
        site="Hauptstraße 5",
        installation_place="Keller links",
    )


def addressee(world: World, *, language: str = "de", insider: bool = True) -> Addressee:
    return Addressee(
        email="wer@example.org",
        language=language,
        insider=insider,
        tenant_id=world.musterstadt.id,
        sender_name="Stadtwerke Musterstadt",
    )


def told(world: World, event: AlarmEvent, to: Addressee) -> Mail:
    with scoped(world.everything):
        tell([Telling(notice(world), event, [to])], at=NOON)
    (mail,) = mails(world)
    return mail


def test_a_user_learns_all_about_a_raised_alarm_in_german(world: World) -> None:
    mail = told(world, Raising(), addressee(world))
    link = f"http://localhost:8000/i/{world.bad.id}/alarms/17/"
    assert mail.subject == "Kritisch: Durchfluss 1.234,5 m³/h · Zähler 4711"
    assert mail.text == (
        "Kritisch: Durchfluss 1.234,5\u00a0m³/h · Zähler 4711\n\n"
        "Alarm bei: weniger als 0,5\u00a0m³/h oder mehr als 4\u00a0m³/h\n"
        "Regel: Leck bei Familie Muster\n"
        "Seit: 1. März 2026, 13:00 Uhr\n"
        "Gerät: Zähler 4711\n"
        "Standort: Hauptstraße 5\n"
        "Einbauort: Keller links\n"
        "Instanz: Hallenbad & Sauna\n\n"
        "Alarm ansehen und quittieren:\n\n"
        f"{link}\n\n"
        "--\n"
        "Sie erhalten diese Mail, weil eine Regel von Stadtwerke Musterstadt Ihre "
        "Adresse nennt.\n"
    )
    assert (mail.sender_name, mail.kind) == ("Stadtwerke Musterstadt", "alarm.raised")
    assert f'href="{link}"' in mail.html
    assert "Hallenbad &amp; Sauna" in mail.html


def test_and_in_english(world: World) -> None:
    mail = told(world, Raising(), addressee(world, language="en"))
    assert mail.subject == "Critical: Flow 1,234.5 m³/h · Zähler 4711"
    assert "Alarm if: less than 0.5\u00a0m³/h or more than 4\u00a0m³/h" in mail.text
    assert "Since: 1 March 2026, 13:00" in mail.text
    assert "Site: Hauptstraße 5" in mail.text
    assert '<html lang="en">' in mail.html


def test_the_end_of_an_alarm_says_how_it_is_now(world: World) -> None:
    mail = told(world, BACK, addressee(world))
    assert mail.subject == "Beendet – Kritisch: Durchfluss 1.234,5 m³/h · Zähler 4711"
    assert "Durchfluss liegt jetzt bei 3,25\u00a0m³/h." in mail.text
    assert "Bis: 1. März 2026, 13:05 Uhr" in mail.text


def test_what_people_type_is_text_and_not_html(world: World) -> None:
    mail = told(world, SEEN, addressee(world))
    assert "Notiz: Ventil <b>zu</b>" in mail.text
    assert "Ventil &lt;b&gt;zu&lt;/b&gt;" in mail.html


@pytest.mark.parametrize("event", [Raising(), SEEN, BACK])
@pytest.mark.parametrize("language", ["de", "en"])
def test_an_outside_address_learns_label_value_limit_times_and_link_alone(
    world: World, event: AlarmEvent, language: str
) -> None:
    to = addressee(world, language=language, insider=False)
    mail = told(world, event, replace(to, withdrawal="1-2:abc"))
    for part in (mail.subject, mail.text, mail.html):
        assert not [secret for secret in SECRETS if secret in part]
    assert ("Durchfluss" if language == "de" else "Flow") in mail.text
    assert f"/i/{world.bad.id}/alarms/17/" in mail.text
    assert ("Alarm bei: weniger" if language == "de" else "Alarm if: less") in mail.text
    assert "1. März 2026" in mail.text or "1 March 2026" in mail.text
    for text in (mail.text, mail.html):
        assert ("(Anmeldung nötig)" if language == "de" else "sign-in needed") in text
        assert "acknowledge it" not in text
        assert "http://localhost:8000/recipients/withdraw/1-2:abc/" in text
    assert "\n\n\n" not in mail.text


@pytest.mark.parametrize("event", [Raising(), SEEN, BACK])
def test_german_mails_hold_no_english_words(world: World, event: AlarmEvent) -> None:
    mail = told(world, event, addressee(world))
    for word in ("alarm:", "See the", "Device", "You receive", "Somebody", " is "):
        assert word not in mail.text + mail.html


def test_the_same_event_is_one_mail_however_often_it_is_told(world: World) -> None:
    for _ in range(2):
        told(world, Raising(), addressee(world))
    with scoped(world.everything):
        tell([Telling(notice(world), SEEN, [addressee(world)])], at=NOON)
        other = replace(addressee(world), email="andere@example.org")
        tell([Telling(notice(world), Raising(), [other])], at=NOON)
    assert len({mail.message_id for mail in mails(world)}) == 3


@pytest.mark.parametrize(
    ("type_", "low", "high", "words"),
    [("above", None, 4.0, "mehr als 4"), ("below", 0.5, None, "weniger als 0,5")],
)
def test_every_kind_of_limit_has_its_words(
    world: World, type_: str, low: float | None, high: float | None, words: str
) -> None:
    with scoped(world.everything):
        limit = replace(notice(world), type=type_, low=low, high=high)
        tell([Telling(limit, Raising(), [addressee(world)])], at=NOON)
    (mail,) = mails(world)
    assert f"Alarm bei: {words}\u00a0m³/h\n" in mail.text


def test_line_ends_never_reach_a_header(world: World) -> None:
    to = replace(addressee(world), sender_name="Stadt\r\nBcc: x@example.org")
    with scoped(world.everything):
        label = replace(notice(world), label_de="Durch\r\nfluss")
        tell([Telling(label, Raising(), [to])], at=NOON)
    (mail,) = mails(world)
    assert "\n" not in mail.subject + mail.sender_name


def test_the_question_names_who_asks_and_how_to_agree(world: World) -> None:
    for language in ("de", "en"):
        to = replace(
            addressee(world, language=language, insider=False),
            email=f"{language}@example.org",
        )
        with scoped(world.everything):
            ask_recipient(
                to,
                token=f"pr_{language}",
                tenant_name="Stadtwerke Musterstadt",
                at=NOON,
            )
    german, english = mails(world)
    assert german.subject == (
        "Alarme von Stadtwerke Musterstadt: Dürfen sie an Sie gehen?"
    )
    assert (
        english.subject == "Alarms of Stadtwerke Musterstadt: may they be sent to you?"
    )
    assert "http://localhost:8000/recipients/confirm/pr_de/" in german.text
    assert "http://localhost:8000/recipients/confirm/pr_en/" in english.html
    assert "innerhalb von sieben Tagen" in german.text
    assert "within seven days" in english.text


def test_mails_bear_the_brand_of_the_nearest_instance_above(world: World) -> None:
    with scoped(world.everything):
        change_tenant(
            world.musterstadt.id,
            {"brand_name": "Muster & Söhne"},
            scope=world.everything,
            by=world.otto.actor,
            at=NOON,
        )
    to = replace(addressee(world), tenant_id=world.bad.id)

    mail = told(world, Raising(), to)

    assert "Muster &amp; Söhne" in mail.html
    assert "src=" not in mail.html
    assert "background: #1f5fa8" in mail.html


def test_mails_bear_logo_and_accent_of_the_nearest_instance_above(
    world: World,
) -> None:
    scope, otto, town = world.everything, world.otto.actor, world.musterstadt.id
    with scoped(scope):
        set_logo(town, picture("PNG"), scope=scope, by=otto, at=NOON)
        change_tenant(town, {"accent": "#ffd400"}, scope=scope, by=otto, at=NOON)
    to = replace(addressee(world), tenant_id=world.bad.id)

    mail = told(world, Raising(), to)

    assert 'src="cid:logo@progres"' in mail.html
    assert 'alt="Stadtwerke Musterstadt"' in mail.html
    assert "color: #000000;" in mail.html
    assert "background: #ffd400" in mail.html


def test_mails_come_from_the_name_that_the_instance_has_chosen(world: World) -> None:
    with scoped(world.everything):
        tenant = change_tenant(
            world.bad.id,
            {"mail_sender_name": "Bäderbetrieb"},
            scope=world.everything,
            by=world.otto.actor,
            at=NOON,
        )
        invite(KLARA, tenant=tenant, by=world.olga, at=NOON)

    (mail,) = mails(world)
    assert mail.sender_name == "Bäderbetrieb"
