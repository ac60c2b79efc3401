"""What another threshold would have done, and which one fits the budget."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sightline.operations.exceptions.lifecycle import Gone, Seen, step
from sightline.operations.exceptions.policy import Policy, Threshold
from sightline.operations.exceptions.thresholds import Past, consequence, proposed, replayed
from tests.operations.exceptions.made import DAY, KEY, day, episode, occurrence, sighting

POLICY = Policy(price_share=0.05, quiet=2 * DAY)
RULE = "orders.in_time"
EVERY_DAY = [day(number) for number in range(60)]


def past(*sightings, episodes=()):
    return Past(sightings, EVERY_DAY, episodes)


def spikes(*shares, apart=5, key=KEY, **more):
    """Return one sighting every few days, so that each is an exception of its own."""
    return [sighting(apart * number, share, key, **more) for number, share in enumerate(shares)]


def test_the_past_is_run_again_as_it_was_with_quiet_time_and_all():
    found = replayed(past(*(sighting(at) for at in (0, 1, 2, 4, 10, 11))), POLICY)
    assert [(one.at, one.until) for one in found] == [(day(0), day(7)), (day(10), day(14))]
    assert (found[0].key, found[0].subject, found[0].owner, found[0].why) == (KEY, RULE, "clerk", "price")


@given(st.lists(st.floats(0, 0.2), min_size=1, max_size=40), st.floats(0.01, 0.2))
def test_a_replay_is_what_the_state_machine_does(shares, threshold):
    kept = [sighting(number, share) for number, share in enumerate(shares) if share > 0.03]
    policy = Policy(price_share=threshold, quiet=2 * DAY)
    record, raised = None, []
    for number, share in enumerate(shares):
        one = Seen(occurrence(share, "price" if share >= threshold else None), day(number))
        after = step(record, one if share > 0.03 else Gone(day(number)), policy)
        if after is not None and (record is None or after.raised_at != record.raised_at):
            raised.append(day(number))
        record = after
    looked = [day(number) for number in range(len(shares))]
    assert [one.at for one in replayed(Past(kept, looked), policy)] == raised


def test_a_consequence_says_how_many_and_what_became_of_them():
    seen = spikes(*[0.06] * 6, *[0.2] * 4)
    lives = [
        *(episode(5 * number, "false_alarm", 5 * number + 1, price_share=0.06) for number in range(5)),
        episode(25, "acted", 26, price_share=0.06),
        *(episode(5 * number, "acted", 5 * number + 1, price_share=0.2) for number in range(6, 10)),
    ]  # fmt: skip
    found = consequence(
        past(*seen, episodes=lives), POLICY, RULE, Threshold(price_share=0.1), since=day(0), until=day(60)
    )
    assert (found.raised, found.raised_before) == (4, 10)
    assert (found.outcomes, found.missed) == ({"acted": 4}, {"false_alarm": 5, "acted": 1})
    assert found.sentence == (
        "It would have raised 4 in 60 days; the present one raises 10. Of those that were handled: 4 acted upon. "
        "No longer raised: 5 false alarms, 1 acted upon."
    )


def test_the_present_threshold_run_again_gives_what_was_raised_in_truth():
    seen = [sighting(number, 0.1) for number in range(50)]
    lives = [episode(0, "acted", 3), episode(31, "false_alarm", 33)]  # it settles for four weeks, then it is back
    known = past(*seen, episodes=lives)
    assert [(one.at, one.until) for one in replayed(known, POLICY)] == [(day(0), day(3)), (day(31), day(33))]
    found = consequence(known, POLICY, RULE, Threshold(price_share=0.01), since=day(0), until=day(60))
    assert (found.raised, found.outcomes) == (2, {"acted": 1, "false_alarm": 1})


def test_closing_one_closes_no_other_and_not_what_is_raised_later():
    seen = [
        *(sighting(number, 0.1) for number in range(9)),
        *(sighting(number, 0.1, f"{RULE}@region=South") for number in range(9)),
    ]
    lives = [episode(0, "acted", 3), episode(-9, "acted", -5, key=f"{RULE}@region=South"), episode(1, None, 2)]
    found = replayed(past(*seen, episodes=lives), POLICY)
    assert [(one.key, one.until) for one in found] == [(KEY, day(3)), (f"{RULE}@region=South", day(11))]


def test_of_many_prices_the_dearest_is_tried_as_well():
    seen = [sighting(0, 0.01 * (1 + number), f"r@n={number}") for number in range(150)]
    found = proposed(past(*seen), POLICY, "clerk", since=day(0), until=day(7), budget=0)
    assert (found.raised, found.price_share > 1.5) == (0, True)


def test_only_what_asks_for_it_while_it_stands_is_forced():
    life = [episode(5, "acted", 8)]
    for at, key, forced, kept in (
        (4, KEY, "signal", 1), (8, KEY, "signal", 1), (3.9, KEY, "signal", 0), (8.1, KEY, "signal", 0),
        (6, "orders.once", "signal", 0), (6, KEY, None, 0),
    ):  # fmt: skip
        known = past(sighting(at, 0.01, key, forced=forced), episodes=life)
        found = consequence(known, POLICY, RULE, Threshold(price=9.0), since=day(0), until=day(60))
        assert found.outcomes.get("acted", 0) == kept
    standing = Past([sighting(99, forced="signal")], EVERY_DAY, [episode(5, "acted")])
    found = consequence(standing, POLICY, RULE, Threshold(price=9.0), since=day(0), until=day(60))
    assert found.outcomes == {"acted": 1}


def test_a_stretch_holds_its_beginning_and_not_its_end():
    known = past(*spikes(0.1, 0.1, 0.1), episodes=[episode(5 * n, "acted", 5 * n + 1) for n in range(3)])
    found = consequence(known, POLICY, RULE, Threshold(price_share=0.01), since=day(0), until=day(10))
    assert (found.raised, found.outcomes) == (2, {"acted": 2})


def test_one_sighting_a_day_says_nothing_of_the_other_looks_of_that_day():
    """Seen at noon each day, looked for in the morning and in the evening as well, and nothing waits to be over."""
    looked = [day(number + part) for number in range(9) for part in (0, 0.1, 0.2)]
    seen = [sighting(number + 0.1) for number in range(9)]
    hasty = Policy(price_share=0.05, quiet=0 * DAY)
    assert [one.at for one in replayed(Past(seen, looked), hasty)] == [day(0.1)]


def test_a_life_so_short_that_no_sighting_falls_into_it_is_known_by_its_own_price():
    life = episode(0.3, "acted", 0.4, price_share=0.2)
    known = past(sighting(0, 0.2), episodes=[life])
    for share, kept in ((0.2, 1), (0.21, 0)):
        found = consequence(known, POLICY, RULE, Threshold(price_share=share), since=day(0), until=day(9))
        assert (found.outcomes.get("acted", 0), found.missed.get("acted", 0)) == (kept, 1 - kept)


def test_what_a_chart_asks_for_is_raised_again_where_no_price_decides():
    for why in ("price", "signal"):
        for share, kept in ((0.2, 0), (None, 1)):
            seen = [sighting(0, share, forced="signal")]
            known = past(*seen, episodes=[episode(0, "acted", 2, why=why, price_share=share)])
            dear, retired = (
                consequence(known, POLICY, RULE, one, since=day(0), until=day(9))
                for one in (Threshold(price_share=0.9), Threshold(retired=True))
            )
            assert (dear.outcomes.get("acted", 0), retired.missed) == (kept, {"acted": 1})


def test_a_lower_threshold_raises_more_and_knows_nothing_of_their_outcomes():
    lower = Threshold(price_share=0.01)
    found = consequence(past(*spikes(0.02, 0.06)), POLICY, RULE, lower, since=day(0), until=day(60))
    assert (found.raised, found.raised_before, found.outcomes) == (2, 1, {})
    assert "Nobody has given any of them an outcome." in found.sentence


def test_other_rules_do_not_count_and_what_stood_before_is_not_new():
    others = spikes(0.9, 0.9, key="orders.once")
    standing = [sighting(number, 0.3) for number in range(20)]
    found = consequence(past(*others, *standing), POLICY, RULE, Threshold(), since=day(5), until=day(60))
    assert (found.raised, found.raised_before) == (0, 0)


def test_retiring_silences_controls_and_signals_too_but_a_price_does_not():
    seen = spikes(0.2, None, None, forced="signal")
    far, never = (
        consequence(past(*seen), POLICY, RULE, one, since=day(0), until=day(60)).raised
        for one in (Threshold(price_share=9.0), Threshold(retired=True))
    )
    assert (far, never) == (2, 0)  # those without a price still speak


def test_the_proposed_price_is_the_lowest_that_fits():
    seen = spikes(0.03, 0.06, 0.07, 0.09, 0.12, 0.2, 0.4, 0.5)
    for budget in range(9):
        found = proposed(past(*seen), POLICY, "clerk", since=day(0), until=day(56), budget=budget / 8)
        kept = [share for share in (0.03, 0.06, 0.07, 0.09, 0.12, 0.2, 0.4, 0.5) if share >= found.price_share]
        assert (found.raised, found.per_week) == (len(kept), len(kept) / 8)
        assert len(kept) == min(budget, 8)
        assert found.raised_before == 7


def test_where_no_price_fits_it_is_said_why():
    seen = spikes(*[None] * 8, forced="control")
    found = proposed(past(*seen), POLICY, "clerk", since=day(0), until=day(56), budget=0.5)
    assert (found.price_share, found.raised) == (None, 8)
    assert "controls and charts" in found.sentence


def test_without_a_budget_of_its_own_it_is_that_of_five_working_days():
    found = proposed(past(*spikes(0.06), *spikes(0.9, owner="manager")), POLICY, "clerk", since=day(0), until=day(56))
    assert (found.budget, found.raised, found.price_share) == (10.0, 1, 0.0)
