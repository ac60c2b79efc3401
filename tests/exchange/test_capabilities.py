"""Capabilities out of ESCO and O*NET: what is read, what is chosen, and that the text is a model."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.errors import SourceError
from sightline.exchange.capabilities import Listed, chosen, model_text, read_esco, read_onet
from sightline.model import load

ESCO = """conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,modifiedDate
KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/0001,skill,cross-sector,negotiate terms,"bargain
haggle over terms",,released,2024
KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/0002,knowledge,cross-sector,"credit risk, assessment of",,,released,2024
KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/0003,skill,cross-sector,old thing,,,obsolete,2024
KnowledgeSkillCompetence,,skill,cross-sector,nameless,,,released,2024
"""  # noqa: E501 -- as it is published
ONET = (
    "Element ID\tElement Name\tDescription\n"
    "2.B\tCross-Functional Skills\tDeveloped capacities\n"
    "2.B.1\tSocial Skills\tWith people\n"
    "2.B.1.d\tNegotiation\tBringing others together\n"
    "2.B.1.e\tInstructing\tTeaching others\n"
    "x\tNo number\t\n"
)


def test_esco_is_read_with_its_other_names_and_without_what_is_withdrawn():
    found = read_esco(ESCO.encode("utf-8-sig"), "skills_en.csv")
    assert found.entries == (
        Listed("negotiate terms", "esco", "http://data.europa.eu/esco/skill/0001", ("bargain", "haggle over terms")),
        Listed("credit risk, assessment of", "esco", "http://data.europa.eu/esco/skill/0002"),
    )
    assert found.left_out == 2


def test_of_the_content_model_only_what_has_nothing_below():
    found = read_onet(ONET.encode(), "Content Model Reference.txt")
    assert [one.reference for one in found.entries] == ["2.B.1.d", "2.B.1.e"]
    assert found.left_out == 1


def test_ratings_by_occupation_name_each_element_once_whatever_the_order_of_columns():
    rows = "O*NET-SOC Code\telement_name\tELEMENT ID\tScale ID\n"
    rows += "11-1011.00\tSpeaking\t2.A.1.d\tIM\n11-1011.00\tSpeaking\t2.A.1.d\tLV\n"
    assert read_onet(rows.encode(), "Skills.txt").entries == (Listed("Speaking", "onet", "2.A.1.d"),)


def test_semicolons_are_understood():
    content = "conceptUri;preferredLabel\nhttp://data.europa.eu/esco/skill/1;rekenen\n"
    assert [one.title for one in read_esco(content.encode(), "x.csv").entries] == ["rekenen"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a,b\n1,2\n", "no column conceptUri and no column preferredLabel"),
        (b"", "no column conceptUri"),
        (b"conceptUri,preferredLabel\n\xff\xfe", "no text in UTF-8"),
    ],
)
def test_another_file_is_refused_with_what_is_missing(content, says):
    with pytest.raises(SourceError, match=says):
        read_esco(content, "x.csv")


def test_words_choose_by_any_name_and_numbers_by_their_beginning():
    entries = (*read_esco(ESCO.encode(), "x").entries, *read_onet(ONET.encode(), "y").entries)
    assert [one.title for one in chosen(entries, ["BARGAIN"])] == ["negotiate terms"]
    assert [one.title for one in chosen(entries, ["2.B"])] == ["Negotiation", "Instructing"]
    assert chosen(entries, ["2.B.1.x"]) == ()


@given(st.lists(st.text(min_size=1).filter(lambda text: text.strip()), max_size=5), st.sampled_from(("esco", "onet")))
def test_whatever_the_titles_the_text_is_a_model_without_errors(titles, scheme):
    reference = {"esco": "http://data.europa.eu/esco/skill/1", "onet": "2.B.1.d"}[scheme]
    listed = [Listed(title, scheme, reference) for title in titles if any(one.isprintable() for one in title.split())]
    text = model_text([one for one in listed if "".join(s for s in one.title if s.isprintable()).strip()])
    loaded = load({"sightline.yml": "sightline: 1\nname: T\n", "c.yml": text})
    assert loaded.model is not None, loaded.errors
    assert len(loaded.model.capabilities) == text.count("ids:") or not text


def test_ids_are_given_once():
    entries = [
        Listed("Négotiation", "onet", "2.B.1.d"),
        Listed("negotiation", "onet", "2.B.1.e"),
        Listed("3D", "onet", "1"),
    ]
    text = model_text(entries, taken={"negotiation"})
    assert [line.split(":")[0].strip() for line in text.splitlines()[1:]] == [
        "negotiation_2", "negotiation_3", "capability_3d",
    ]  # fmt: skip
    assert model_text([]) == ""
