from progres.lns.topics import chirpstack_filters, event_of, tts_filters


def test_chirpstack_is_asked_for_one_application_or_for_all() -> None:
    assert chirpstack_filters("7") == ("application/7/device/+/event/+",)
    assert chirpstack_filters("") == ("application/+/device/+/event/+",)
    assert chirpstack_filters("", prefix="eu868/")[0].startswith("eu868/application/+")


def test_the_things_stack_is_asked_for_what_it_says_and_never_for_what_others_ask() -> (
    None
):
    found = tts_filters("app@ttn")

    assert found[0] == "v3/app@ttn/devices/+/up"
    assert not any(topic.endswith(("#", "push", "replace")) for topic in found)


def test_the_event_is_the_end_of_a_topic() -> None:
    assert event_of("application/7/device/24e124710c140001/event/txack") == "txack"
    assert event_of("nonsense") == "nonsense"
