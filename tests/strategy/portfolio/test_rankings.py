"""Rankings in every form people keep them in, and what is said of a table that is none."""

from __future__ import annotations

import pytest

from sightline.records.backlog import Candidate
from sightline.strategy.portfolio.rankings import RankingError, committee, read_ranking

BACKLOG = (Candidate("api", "Connect the bureau", rank=2), Candidate("bot", "Automate the check", rank=1),
           Candidate("web", "New portal"))  # fmt: skip

JIRA = """\
"Issue key","Summary","Priority","Custom field (WSJF)","Labels"
"FIN-1","Connect the bureau","High","3,5",""
"FIN-2","Automate the check","Low","12.5",""
"FIN-3","Something else","Highest","99",""
"FIN-4","New portal","Highest","",""
"""


@pytest.mark.parametrize(
    ("text", "order", "way"),
    [
        ("initiative,rank\nweb,1\nbot,3\napi,2\n", ("web", "api", "bot"), "rank"),
        ("\ufeffid;rank\nweb;10\nbot;9\n", ("bot", "web"), "rank"),
        ("title\tplace\nNew portal\t2\nAutomate the check\t1\n", ("bot", "web"), "rank"),
        ("initiative\nweb\napi\n", ("web", "api"), "order of lines"),
        (JIRA, ("bot", "api", "web"), "WSJF"),
        ("Summary,Priority\nNew portal,Low\nConnect the bureau,Highest\n", ("api", "web"), "priority"),
        ("Summary,Rank\nNew portal,0|i0002:\nConnect the bureau,0|i0001:\n", ("api", "web"), "rank"),
        (
            "id,Business value,Time criticality,Risk reduction,Job size\nweb,8,1,1,20\nbot,5,5,3,2\napi,1,1,1,0\n",
            ("bot", "web", "api"), "WSJF",
        ),
        ("id,reach,impact,confidence,effort\nweb,1000,1,50%,10\nbot,500,2,80%,2\n", ("bot", "web"), "RICE"),
        ("id,score\nweb,1\nbot,2\n", ("bot", "web"), "score"),
        ("id,rank\nweb,1\nweb,2\n", ("web",), "rank"),
    ],
)  # fmt: skip
def test_a_ranking_is_read(text, order, way):
    found = read_ranking(text, BACKLOG, name="ours")
    assert (found.order, found.name) == (order, f"ours ({way})")


def test_lines_that_name_nothing_are_told():
    assert read_ranking(JIRA, BACKLOG, name="jira").unknown == ("FIN-3",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"), ("colour,shape\nred,round\n", "there are: colour, shape"),
        ("initiative,rank\nappi,1\n", "Did you mean 'api'?"), ("initiative\n\0\n", "no line names"),
    ],
)  # fmt: skip
def test_what_is_no_ranking_says_what_is_missing(text, said):
    with pytest.raises(RankingError, match="ours") as fault:
        read_ranking(text, BACKLOG, name="ours")
    assert said in str(fault.value)
    assert fault.value.exit_code == 2


def test_the_committee_has_its_own_order():
    assert committee(BACKLOG).order == ("bot", "api")
    assert committee(BACKLOG[2:]) is None
