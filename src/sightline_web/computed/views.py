"""How a kind of number is computed: method, formula, what goes in, how sure, and how to have it again."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.computed.came import came
from sightline_web.computed.kinds import Kind, kinds, told
from sightline_web.computed.lineage import ingredients
from sightline_web.policy.guard import signed_in
from sightline_web.shell.actors import actor_of
from sightline_web.shell.openings import is_open
from sightline_web.shell.pages import Crumb, Page, formats_of, page
from sightline_web.snapshot import NotDeclaredError, Snapshot

__all__ = ["kind_of_number", "kinds_of_numbers"]


@signed_in
@page
def kinds_of_numbers(request: HttpRequest, snapshot: Snapshot) -> Page:  # noqa: ARG001 -- of every reading
    """All kinds of number."""
    rows = [
        {"kind": each.id, "title": _(each.title), "says": _(each.says), "formula": _(each.formula)}
        for each in kinds().values()
    ]
    title, crumbs = _("How numbers are computed"), [Crumb(_("Help"), reverse("help"))]
    return Page("computed_kinds", title, "computed/kinds.html", rows, crumbs=crumbs, section="help")


@signed_in
@page
def kind_of_number(request: HttpRequest, snapshot: Snapshot, kind: str) -> Page:
    """One kind of number, and what it is about where the address says so."""
    found = kinds().get(kind)
    if found is None:
        raise NotDeclaredError("kind of number", kind, tuple(kinds()))
    found = told(found)
    about = _about(request, snapshot, found)
    inputs = [(text, reverse(name)) for text, name in found.inputs.items() if is_open(actor_of(request), reverse(name))]
    head = snapshot.head
    command = f"sightline --as-of {head.as_of:%Y-%m-%d} {found.command.replace('{of}', about[0] if about else '')}"
    command = command.strip().removesuffix("--goal").removesuffix("--reach").removesuffix("--role").strip()
    formats = formats_of(request, head.timezone)
    went_in = ingredients(found.id, about[0], snapshot, formats) if about else ()
    here = came(request, found.id, snapshot, formats)
    rows = [{"part": "method", "words": text} for text in found.steps]
    rows += [{"part": name.casefold(), "words": text} for name, text in found.facts.items()]
    rows += [{"part": "went in", "words": f"{each.title}: {each.words}"} for each in went_in or ()]
    context = {"kind": found, "inputs": inputs, "about": about, "command": command, "went_in": went_in, "came": here}
    extra = {
        "kind": found.id, "says": found.says, "formula": found.formula, "about": about[0] if about else None,
        "inputs": [href for _, href in inputs], "reading": head.reading, "command": command,
        "came": [
            {"number": each.title, "value": each.number.value, "unit": each.number.unit, "low": each.number.low,
             "high": each.number.high, "period": each.number.period}
            for each in (here.lines if here else ())
        ],
    }  # fmt: skip
    crumbs = [Crumb(_("Help"), reverse("help")), Crumb(_("How numbers are computed"), reverse("computed_kinds"))]
    return Page("computed_kind", found.title, "computed/kind.html", rows, context, extra, crumbs=crumbs, section="help")


def _about(request: HttpRequest, snapshot: Snapshot, kind: Kind) -> tuple[str, str, str] | None:
    """Return the id, the title and the address of what the numbers are about, where the address names it."""
    name = request.GET.get("of", "")
    titles: dict[str, dict[str, str]] = {
        "goal": {each.id: each.statement for each in snapshot.goals},
        "metric": {each.id: each.title for each in snapshot.metrics.values()},
        "process": {each.id: each.title for each in snapshot.processes.values()},
        "role": {each.id: each.title for each in snapshot.origins.values() if each.kind == "role"},
    }
    page_of = {"goal": "goal", "metric": "computed", "process": "process", "role": "sight_from"}
    title = titles.get(kind.about, {}).get(name)
    if not name or title is None:
        return None
    return name, title, reverse(page_of[kind.about], args=[name])
