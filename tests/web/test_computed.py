"""How was this computed: the page of each kind of number, and the way to it from every table of such numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

import pytest

from sightline_web import keeper
from sightline_web.computed.kinds import kinds
from sightline_web.policy.words import Duty
from tests.support import ROOT

VOID = {"br", "circle", "hr", "img", "input", "line", "path", "polygon", "polyline", "rect", "use"}
OF_GOALS = (
    "/", "/goals/grow_revenue", "/goals/grow_revenue/levers", "/calibration", "/metrics/revenue_12m/why", "/sight",
    "/sight/from/lead_time", "/effects", "/effects?kind=exact", "/scenarios/new?shift=lead_time=-10%25", "/portfolio",
    "/portfolio/best", "/portfolio/night_shift", "/portfolio/promises", "/portfolio/promises/fast_lane",
)  # fmt: skip
OF_WORK = (
    "/operations", "/operations/order_to_cash", "/operations/order_to_cash/rules",
    "/operations/order_to_cash/rules/ship_in_time", "/operations/charts",
    "/operations/charts/lead_time?segment=region%3DNorth", "/exceptions", "/exceptions/workload",
    "/exceptions/thresholds", "/controls", "/controls/four_eyes", "/roles/goals", "/roles/alignment", "/roles/evidence",
    "/roles/assign", "/roles/capabilities",
)  # fmt: skip
CONTEXT = {"when", "small", "owner", "status", "step", "Arrives", "One step", "Since", "Since, due", "Owner, due", "By"}


@dataclass
class Cell:
    """A cell of a table: its text, how it is named, and whether it leads anywhere."""

    name: str
    text: str = ""
    leads: bool = False


@dataclass
class Read(HTMLParser):
    """The tables of a page, in order: the cells of each, and whether a way to the computation stood before its rows."""

    tables: list[tuple[str, list[Cell], bool]] = field(default_factory=list)
    ways: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[str] = []
        self._cell: Cell | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in VOID:
            self._open.append(tag)
        if tag == "a" and "data-computed" in given:
            self.ways.append(str(given["href"]))
        if tag == "table":
            self.tables.append((str(given.get("class")), [], bool(self.ways)))
        if tag == "tbody" and self.tables:
            name, cells, _ = self.tables[-1]
            self.tables[-1] = (name, cells, bool(self.ways))
        if tag == "td" and self.tables:
            self._cell = Cell(str(given.get("data-label") or given.get("class") or ""))
            self.tables[-1][1].append(self._cell)
        if tag == "a" and self._cell:
            self._cell.leads = True

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass
        if tag == "td":
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell:
            self._cell.text += data


def read(text: str) -> Read:
    found = Read()
    found.feed(text[text.index("<main") : text.index("</main>")])
    return found


@pytest.mark.parametrize("addresses", [OF_GOALS, OF_WORK], ids=["goals", "work"])
def test_every_table_of_estimates_leads_to_how_they_were_computed(client, addresses):
    lost, ways = [], set()
    for address in addresses:
        page = client.get(address)
        assert page.status_code == 200, address
        found = read(page.content.decode())
        ways |= set(found.ways)
        lost += [
            (address, name, cell.name, cell.text)
            for name, cells, explained in found.tables
            for cell in cells
            if not (explained or cell.leads or CONTEXT & {cell.name, *cell.name.split()})
            and re.search(r"\d", cell.text)
        ]
    assert lost == []
    assert len(ways) > 4
    assert [way for way in ways if client.get(way).status_code != 200] == []


def test_a_kind_of_number_says_method_inputs_certainty_and_run(client):
    for kind in kinds():
        text = client.get(f"/computed/{kind}").content.decode()
        found = client.get(f"/computed/{kind}.json").json()
        for part in (
            "Formula",
            "Method",
            "How sure",
            "What goes in",
            "Run",
            "abcdef0123456789",
            "Evidence",
            "Interval",
        ):
            assert part in text, (kind, part)
        assert {"method", "interval", "evidence"} <= {row["part"] for row in found["rows"]}
        assert found["inputs"]
        assert [href for href in found["inputs"] if client.get(href).status_code != 200] == []
        assert found["command"].startswith("sightline --as-of 2026-10-31 ")


def test_the_commands_that_repeat_a_number_are_commands_of_the_command_line():
    told = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    assert [each.id for each in kinds().values() if f"`{each.command.split()[0]}" not in told] == []


def test_the_page_of_a_kind_names_what_it_is_asked_about(client):
    found = client.get("/computed/chance.json?of=grow_revenue").json()
    assert found["about"] == "grow_revenue"
    assert found["command"] == "sightline --as-of 2026-10-31 goals grow_revenue"
    assert "/goals/grow_revenue" in client.get("/computed/chance?of=grow_revenue").content.decode()
    assert client.get("/computed/chance.json?of=nothing").json()["about"] is None
    assert client.get("/computed/sight.json").json()["command"].endswith(" sight")


def test_what_went_in_is_told_with_its_size_and_evidence(client):
    def told(address: str) -> str:
        rows = client.get(address).json()["rows"]
        return "; ".join(row["words"] for row in rows if row["part"] == "went in")

    assert re.search(
        r"from \d+ values; error on the past [\d.]+ \(MASE\)", told("/computed/forecast.json?of=grow_revenue")
    )
    assert "Order lead time on Shipped on time: supported" in told("/computed/sight.json?of=ship_on_time")
    assert "Order lead time on Shipped on time: supported" in told("/computed/effect.json?of=on_time_share")
    assert re.search(r"order_log: [\d,]+ rows, \d+ rejected", told("/computed/cases.json?of=order_to_cash"))
    assert told("/computed/weight.json?of=packer") == ""
    for way in re.findall(
        r'<ul class="plain went">.*?</ul>', client.get("/computed/sight?of=ship_on_time").content.decode()
    ):
        assert [href for href in re.findall(r'href="([^"]+)"', way) if client.get(href).status_code != 200] == []


def test_inputs_that_are_closed_to_a_reader_are_not_offered(as_):
    assert "/operations" not in as_(Duty.ADMINISTRATOR).get("/computed/price.json").json()["inputs"]


def test_a_kind_that_is_not_there_is_answered_with_those_that_are(client):
    assert client.get("/computed/chances").status_code == 404
    assert len(client.get("/computed.json").json()["rows"]) == len(kinds()) > 15


def test_what_a_kind_of_number_came_to_on_the_page_that_leads_to_it_is_told_with_its_interval(client):
    for page, kind in (
        ("/goals/grow_revenue", "forecast"), ("/goals/grow_revenue", "chance"),
        ("/metrics/revenue_12m/why", "contribution"), ("/goals/grow_revenue/levers?chance=0.9", "lever"),
        ("/calibration", "calibration"), ("/sight/from/lead_time", "sight"), ("/portfolio/night_shift", "worth"),
        ("/portfolio/best?budget=800k", "worth"), ("/portfolio/promises/fast_lane", "promise"),
        ("/operations/order_to_cash/rules/ship_in_time", "rule"),
    ):  # fmt: skip
        text = client.get(page).content.decode()
        way = unescape(re.search(rf'class="how" data-computed="{kind}" href="([^"]+)"', text)[1])
        path, _mark, query = way.partition("?")
        told = client.get(f"{path}.json?{query}").json()["came"]
        assert told, (page, kind)
        there = client.get(way).content.decode()
        assert there.count("Comment on this: ") == len(told)
        talked = unescape(re.search(r'href="([^"]+)#write" aria-label="Comment on this', there)[1])
        assert talked.startswith(page), way
        assert re.search(r'<option value="[^"]+" selected>', client.get(talked).content.decode()), talked
    found = client.get("/computed/forecast.json?of=grow_revenue&on=goal:grow_revenue").json()["came"]
    outlook = keeper.current().state().snapshot.outlooks()["grow_revenue"]
    [number] = found
    assert (number["value"], number["low"], number["high"]) == (outlook.forecast, outlook.low, outlook.high)


@pytest.mark.parametrize(
    "on", ["goal:nothing", "goal", "nothing:x", ":", "best-set:all", "goal:grow_revenue%00", "é:é"]
)
def test_a_page_that_is_not_there_or_not_open_gives_no_numbers(as_, on):
    told = as_("plain").get("/computed/worth.json", {"on": on}).json()
    assert told["came"] == []
