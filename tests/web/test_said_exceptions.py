"""What the library says of exceptions and controls, in Dutch, also after it was kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sightline.operations.exceptions.lifecycle import Acknowledged, Refusal, Resolved, step
from sightline.operations.exceptions.policy import Policy
from sightline.operations.exceptions.thresholds import came_of, raised_in_words
from sightline.operations.findings import amount, per_cent
from sightline.records.exceptions import ExceptionRecord
from sightline.saying import begun, joined, say
from sightline.units import format_value
from sightline_web.headlines import continued, happened, unstopped
from sightline_web.languages.spoken import speaking
from sightline_web.notices.told import Notice, text_of
from sightline_web.raised import Raised, plain, raised_of
from sightline_web.shell.voices import said

AT = datetime(2026, 9, 1, tzinfo=UTC)
COSTS = say("; it costs “{goal}” {price}, {share} of what is to go", goal="grow", price=amount(0.012, "share"),
            share=per_cent(0.284))  # fmt: skip
SENTENCE = joined("", ["Checks wait in North", COSTS, "."])
RAISED = Raised(
    "orders.slow@", "rule", "orders", "slow", None, (), None, None, "price", "new", AT, AT, AT, None, None, None, None,
    None, 0.0, sentence=SENTENCE,
)  # fmt: skip


def test_what_happened_is_said_without_its_price_after_it_was_kept():
    kept = raised_of(plain(RAISED)).sentence
    assert happened(kept) == "Checks wait in North."
    with speaking("nl"):
        assert said(kept) == "Checks wait in North; dat kost “grow” 1,2 procentpunt, 28% van wat nog resteert."
        assert said(unstopped(happened(kept))) == "Checks wait in North"
        more = continued(kept, say("; {count} more since", count=2))
        assert said(more).endswith("28% van wat nog resteert; sindsdien nog 2.")
        assert happened(more) == "Checks wait in North."


def test_a_notice_that_was_kept_is_said_in_the_language_in_which_it_is_read():
    content = Notice("raised", "key", unstopped(SENTENCE), SENTENCE, "", None, "/").plain()
    assert text_of(content, "sentence") == SENTENCE == Notice.of(content).sentence
    with speaking("nl"):
        told = text_of(content, "title")
        assert told == "Checks wait in North; dat kost “grow” 1,2 procentpunt, 28% van wat nog resteert"
        assert text_of({"title": "Kept before"}, "title") == "Kept before"


def test_what_a_threshold_would_have_done_is_counted_in_dutch():
    words = joined(" ", [raised_in_words(7, 3, timedelta(days=30)), came_of({"acted": 2, "false_alarm": 1})])
    with speaking("nl"):
        assert said(words) == (
            "In 30 dagen zou het aantal 7 zijn geweest; met de huidige drempel 3. "
            "Van wat is afgehandeld: 2 met actie, 1 keer vals alarm."
        )


def test_what_cannot_be_done_with_an_exception_is_refused_in_dutch():
    record = ExceptionRecord(
        "orders.slow@", "rule", "orders", "slow", None, (), None, None, "price", "resolved", AT, AT, AT, None, None,
        None, None, None, 0.0, outcome="acted",
    )  # fmt: skip
    with pytest.raises(Refusal) as refused:
        step(record, Acknowledged("Anna", AT), Policy())
    with speaking("nl"):
        cause = said(begun(refused.value.cause))
    assert cause == "Een afgesloten uitzondering kan niet als gezien worden gemeld."
    assert step(record, Resolved("Anna", AT, "acted"), Policy()) is record


def test_an_abbreviation_at_the_end_of_a_sentence_keeps_one_full_stop():
    with speaking("nl"):
        text = said(say("{metric} is at most {high}.", metric="Stock", high=format_value(5_400_000, "EUR")))
    assert text.replace("\N{NO-BREAK SPACE}", " ") == "Stock is hoogstens € 5,40 mln."
