"""What is refused says what is missing, and stands in the journal."""

from __future__ import annotations

from sightline_web.journal.models import Entry
from tests.web import people


def test_a_refusal_says_what_is_missing_and_is_written_down(as_):
    response = as_("analyst").get("/journal")
    assert response.status_code == 403
    assert "This needs the duty auditor." in response.content.decode()
    entry = Entry.objects.get()
    assert (entry.action, entry.kind, entry.account) == ("deny", "journal", people.account("analyst").pk)


def test_twins_are_refused_in_their_own_form(as_):
    for form in ("json", "csv"):
        response = as_("analyst").get(f"/journal.{form}")
        assert response.status_code == 403
        assert response.json()["missing"] == "This needs the duty auditor."


def test_nobody_is_led_to_sign_in_and_not_written_down(anonymous):
    assert anonymous.get("/journal").status_code == 302
    assert anonymous.get("/journal.json").status_code == 401
    assert not Entry.objects.exists()
