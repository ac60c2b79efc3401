"""SCIM 2.0: users read with care, whatever the server makes of upper and lower case, and people written as users."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.errors import SourceError, UnknownNameError
from sightline.exchange import people_state
from sightline.exchange.people_state import Held, Post
from sightline.exchange.scim import ASSIGNMENTS, ENTERPRISE, LIST, USER, read_scim
from sightline.exchange.scim_out import write_scim
from sightline.records.people import Assignment, Assignments

ROLES = {"clerk": "Office clerk", "lead": "Team lead"}
BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"


def user(number="7", *, role="clerk", **more):
    made = {"schemas": [USER, ENTERPRISE], "id": f"u{number}", "userName": f"name{number}"}
    roles = [] if role is None else [{"value": role}]
    return {**made, "roles": roles, ENTERPRISE: {"employeeNumber": number}, **more}


def listed(*users, **more):
    return {"schemas": [LIST], "totalResults": len(users), "Resources": list(users), **more}


def read(document, **how):
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    return read_scim(content, roles=how.pop("roles", ROLES), place="users.json", **how)


def why(incoming):
    return " ".join(incoming.left_out.words())


def test_a_list_of_users_becomes_people():
    boss = user("1", role="lead")
    told = {"employeeNumber": "7", "department": "north", "manager": {"value": "u1", "displayName": "Ann"}}
    found = read(listed(boss, user(**{ENTERPRISE: told})))
    assert found.held == (
        Held("1", (Post("lead", "", ""),)),
        Held("7", (Post("clerk", "1", "north"),)),
    )
    assert found.whole
    assert found.left_out.count == 0


def test_names_of_attributes_and_schemas_know_no_upper_and_lower_case():
    text = json.dumps(listed(user("1", role="lead"), user(active=True, **{ENTERPRISE: {
        "employeeNumber": "7", "department": "n", "manager": {"value": "u1"}}})))  # fmt: skip
    loud = text.replace("u1", "U1").upper().replace("TRUE", "true").encode()
    found = read(loud)
    assert found.held[1] == Held("7", (Post("clerk", "1", "N"),))


def test_a_role_is_found_by_id_or_title_and_others_do_not_count():
    several = [{"value": "sg-4711", "display": "team lead"}, {"value": "CLERK"}, {"display": "Global admin"}, "lead"]
    assert [post.role for post in read([user(roles=several)]).held[0].posts] == ["lead", "clerk"]


def test_without_a_role_that_is_known_the_title_says_it():
    assert read([user(role="x", title="Office Clerk")]).held[0].posts == (Post("clerk", "", ""),)


def test_whoever_names_no_role_is_not_said_to_have_none():
    found = read([user(role=None, title="Wizard", **{ENTERPRISE: {"employeeNumber": "7", "department": "n"}})])
    assert found.held == (Held("7", None, "", "n"),)
    assert "Users that name no role of the model keep those that they hold: 1." in found.remarks


def test_where_the_model_declares_no_roles_every_role_counts():
    assert read([user(role="pilot")], roles={}).held[0].posts == (Post("pilot", "", ""),)


@pytest.mark.parametrize("active", [False, "False", "false"])
def test_who_is_not_active_holds_nothing(active):
    assert read([user(active=active)]).held == (Held("7", ()),)


def test_an_activity_that_is_neither_is_refused():
    assert "'active' is neither true nor false" in why(read([user(active="maybe")]))


def test_without_the_enterprise_extension_manager_and_unit_are_not_said():
    plain = {"schemas": [USER], "id": "u7", "roles": ["clerk"]}
    assert read([plain]).held == (Held("u7", (Post("clerk", None, None),)),)


@pytest.mark.parametrize(
    "manager", [{"value": "u1"}, {"$ref": "https://example.com/v2/Users/u1"}, {"VALUE": "u1"}, "u1", [{"value": "u1"}]]
)
def test_a_manager_is_found_however_it_is_written(manager):
    told = {"employeeNumber": "7", "manager": manager}
    assert read([user("1"), user(**{ENTERPRISE: told})]).held[1].posts[0].manager == "1"


def test_a_manager_who_is_not_in_the_file_is_not_said():
    found = read([user(**{ENTERPRISE: {"employeeNumber": "7", "manager": {"value": "u99"}}})])
    assert found.held[0].posts[0].manager is None
    assert "Managers that are no users of this file count as not said: 1." in found.remarks


def test_attributes_of_the_extension_may_stand_flat():
    flat = {"id": "u7", "roles": ["clerk"], f"{ENTERPRISE}:department": "n", f"{ENTERPRISE}:employeeNumber": "7"}
    assert read([flat]).held == (Held("7", (Post("clerk", "", "n"),)),)


def test_people_are_known_by_the_first_attribute_that_all_have():
    assert read([user("7"), user("8")]).held[0].person == "7"
    assert read([user("7", externalId="x7"), {**user("8", externalId="x8"), ENTERPRISE: {}}]).held[1].person == "x8"
    assert read([user("7"), {**user("8"), ENTERPRISE: {}}]).held[1].person == "u8"
    assert read([user("7")], identifier="userName").held[0].person == "name7"


def test_a_user_name_is_not_taken_unasked():
    nameless = [{"userName": "ann@example.com", "roles": ["clerk"]}]
    with pytest.raises(SourceError, match=r"no attribute identifies all 1 users: .*userName 1") as caught:
        read(nameless)
    assert "--id" in caught.value.fix
    with pytest.raises(UnknownNameError, match="userName"):
        read(nameless, identifier="username")


def test_a_page_of_a_list_is_not_whole():
    assert not read(listed(user(), totalResults=250)).whole
    assert read({"schemas": [LIST], "totalResults": 0}).held == ()


def test_groups_and_other_resources_do_not_count():
    group = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "id": "g", "displayName": "Everybody"}
    found = read(listed(group, {"id": "h", "meta": {"resourceType": "Group"}}, user()))
    assert len(found.held) == 1
    assert "Entries that are no users do not count: 2." in found.remarks


def test_a_bulk_makes_replaces_and_deletes():
    operations = [
        {"method": "POST", "path": "/Users", "bulkId": "a", "data": {"externalId": "e1", "roles": ["lead"]}},
        {"method": "put", "path": "/Users/u2", "data": {
            "externalId": "e2", "roles": ["clerk"], ENTERPRISE: {"manager": {"value": "bulkId:a"}}}},
        {"method": "PUT", "path": "/Users/u3", "data": {"externalId": "e3", "roles": ["clerk"]}},
        {"method": "DELETE", "path": "/Users/u3"},
        {"method": "DELETE", "path": "/Users/u9"},
        {"method": "PATCH", "path": "/Users/u2", "data": {}},
        {"method": "POST", "path": "/Groups", "data": {}},
    ]  # fmt: skip
    found = read({"schemas": [BULK], "Operations": operations})
    assert found.held == (Held("e1", (Post("lead"),)), Held("e2", (Post("clerk", "e1", ""),)))
    assert not found.whole
    assert "nothing says whom its id means: operation 5" in why(found)
    assert "PATCH of a user is not read here" in why(found)
    assert "two entries say different things: e3" in why(found)


def test_a_bulk_of_deletions_alone_means_ids():
    found = read({"schemas": [BULK], "Operations": [{"method": "DELETE", "path": "/Users/P7"}]})
    assert found.held == (Held("P7", ()),)


def test_the_same_user_twice_counts_once_and_two_that_differ_not_at_all():
    assert len(read([user(), user()]).held) == 1
    found = read([user(), user(role="lead"), user("8")])
    assert [one.person for one in found.held] == ["8"]
    assert "two entries say different things: 7" in why(found)


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("a\x07b", "control characters"), ("a\nb", "control characters"), ("\ud800", "control characters"),
        ("a\u202eb", "control characters"), ("x" * 201, "more than 200"), ("=cmd()", "like a formula"),
    ],
)  # fmt: skip
def test_hostile_ids_are_left_out_and_the_rest_is_taken(number, reason):
    found = read([user(**{ENTERPRISE: {"employeeNumber": number}}), user("8")])
    assert [one.person for one in found.held] == ["8"]
    assert reason in why(found)
    assert "entry 1" in why(found)


def test_a_key_that_is_said_twice_is_refused():
    twice = b'[{"id": "u7", "roles": ["clerk"], "externalId": "a", "externalid": "b"}, {"id": "u8", "roles": ["lead"]}]'
    found = read(twice)
    assert [one.person for one in found.held] == ["u8"]
    assert "said twice" in why(found)
    with pytest.raises(SourceError, match="'resources' is said twice"):
        read(b'{"Resources": [], "resources": []}')


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no JSON"), (b"{", "no JSON"), (b"\xff\xfe", "no JSON"), (b"7", "no SCIM document"), (b"null", "no SCIM"),
        (b'{"Resources": 7}', "'Resources' is no list"), (b'{"Operations": {}}', "'Operations' is no list"),
        (b'[{"id": NaN}]', "NaN is no number"), (b"[" * 100_000, "nested"), (b'[{"a":' * 100_000, "nested"),
        (b'[{"id": ' + b"9" * 5_000 + b"}]", "no JSON"),
    ],
)  # fmt: skip
def test_what_is_no_document_is_told_in_one_sentence(content, said):
    with pytest.raises(SourceError, match=said):
        read(content)


def test_a_file_beyond_any_size_is_not_parsed(monkeypatch):
    monkeypatch.setattr(people_state, "LARGEST", 100)
    with pytest.raises(SourceError, match="at most 100 are read"):
        read([user(), user("8")])


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.sampled_from(["clerk", "u1", "false"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from([
                "Resources", "Operations", "id", "externalId", "roles", "value", "active", ENTERPRISE, "manager",
                "meta",
                "resourceType", "schemas", "department", "employeeNumber", "method", "path", "data", ASSIGNMENTS,
                "assignments", "role", "capacity", "since", "totalResults",
            ]),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=30,
)  # fmt: skip


@given(JSON)
def test_no_document_breaks_the_reader(document):
    try:
        found = read(document)
    except SourceError:
        return
    assert len({one.person for one in found.held}) == len(found.held)
    assert all(one.person and one.person.isprintable() for one in found.held)


PEOPLE = Assignments((
    Assignment("a", "clerk", date(2026, 1, 1), None, "b", "north", 0.6),
    Assignment("a", "lead", None, None, "c", "south", 0.4),
    Assignment("b", "lead", None, date(2026, 3, 31)),
))  # fmt: skip


def test_people_are_written_as_users_and_read_back_the_same():
    document = json.loads(write_scim(PEOPLE, on=date(2026, 6, 1), roles=ROLES))
    assert (document["schemas"], document["totalResults"]) == ([LIST], 2)
    first, second = document["Resources"]
    assert (first["id"], first["active"], second["active"]) == ("a", True, False)
    assert first["roles"] == [
        {"value": "clerk", "display": "Office clerk", "primary": True},
        {"value": "lead", "display": "Team lead", "primary": False},
    ]
    assert first[ENTERPRISE] == {"employeeNumber": "a", "department": "north", "manager": {"value": "b"}}
    assert second[ENTERPRISE] == {"employeeNumber": "b"}
    posts = (Post("clerk", "b", "north", 0.6, date(2026, 1, 1)), Post("lead", "c", "south", 0.4))
    assert read(document).held == (Held("a", posts), Held("b", ()))


def test_what_is_written_has_what_the_standard_requires():
    for one in json.loads(write_scim(PEOPLE, on=date(2026, 3, 1), roles={}))["Resources"]:
        assert one["userName"]
        assert one["schemas"][0] == USER
        assert set(one) - {"id", "externalId", "userName", "active", "roles", "schemas", "meta"} <= set(one["schemas"])
