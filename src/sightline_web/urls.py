"""All addresses of the product."""

from __future__ import annotations

from django.urls import path, register_converter

from sightline_web.accounts import addresses as accounts
from sightline_web.accounts import entrance
from sightline_web.agreements import addresses as agreements
from sightline_web.api import addresses as api
from sightline_web.appraisals import addresses as appraisals
from sightline_web.care import views as care
from sightline_web.comments import addresses as comments
from sightline_web.computed import views as computed
from sightline_web.controls import views as controls
from sightline_web.conversations import addresses as conversations
from sightline_web.development import addresses as development
from sightline_web.duties import addresses as duties
from sightline_web.evidence import views as evidence
from sightline_web.exceptions import judging_views as judging
from sightline_web.exceptions import threshold_views as setting
from sightline_web.exceptions import views as exceptions
from sightline_web.exceptions import writes as acts
from sightline_web.feedback import addresses as feedback
from sightline_web.helping import views as helping
from sightline_web.journal import views as journal
from sightline_web.landing import views as landing
from sightline_web.live import views as live
from sightline_web.model import views as model
from sightline_web.notices import addresses as notices
from sightline_web.operations import chart_views as charts
from sightline_web.operations import views as operations
from sightline_web.portfolio import compare_views as rankings
from sightline_web.portfolio import views as portfolio
from sightline_web.promises import addresses as promises
from sightline_web.reviews import addresses as reviews
from sightline_web.roles import alignment_views as aligned
from sightline_web.roles import assign_views as assigned
from sightline_web.roles import capable_views as capable
from sightline_web.roles import views as roles
from sightline_web.scenarios import history, writes
from sightline_web.scenarios import views as scenarios
from sightline_web.shell import views as shell
from sightline_web.shell.pages import routes
from sightline_web.sight import views as sight
from sightline_web.strategy import pages as explained
from sightline_web.strategy import views as strategy
from sightline_web.stream import views as streams
from sightline_web.subscriptions import addresses as subscriptions
from sightline_web.tour import views as tours


class MetricId:
    """An id of a metric or of what moves one: `revenue`, `order_to_cash.ship` or `order_to_cash.ship.count`."""

    regex = r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*){0,2}"

    def to_python(self, value: str) -> str:
        """Return the id as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Return the id as it stands."""
        return value


class InitiativeId(MetricId):
    """An id of what stands in the backlog; pages of the portfolio keep their names."""

    regex = r"(?!(?:best|compare|promises)\b)[a-z][a-z0-9_]*"


register_converter(MetricId, "metric")
register_converter(InitiativeId, "initiative")

urlpatterns = [
    *routes("", strategy.goals, "strategy", twin="strategy"),
    *routes("goals/<slug:goal>/levers", explained.levers, "levers"),
    *routes("goals/<slug:goal>", strategy.goal, "goal"),
    *routes("calibration", explained.calibration, "calibration"),
    *routes("metrics", strategy.metrics, "metrics"),
    *routes("metrics/<metric:metric>/why", explained.why, "why"),
    *routes("metrics/<metric:metric>/computed", strategy.computed, "computed"),
    *routes("metrics/<metric:metric>", strategy.metric, "metric"),
    *routes("sight", sight.sight, "sight"),
    *routes("sight/from/<metric:origin>", sight.sight_from, "sight_from"),
    *routes("effects", sight.effects, "effects"),
    *routes("effects/<metric:driver>/<metric:on>", sight.effect, "effect"),
    *routes("scenarios", scenarios.scenarios, "scenarios"),
    *routes("scenarios/new", scenarios.new, "scenario_new"),
    *routes("scenarios/compare", scenarios.compare, "scenario_compare"),
    *routes("scenarios/<int:scenario>", scenarios.scenario, "scenario"),
    *routes("scenarios/<int:scenario>/history", history.history, "scenario_history"),
    path("scenarios/save", writes.save, name="scenario_save"),
    path("scenarios/<int:scenario>/save", writes.update, name="scenario_update"),
    path("scenarios/<int:scenario>/duplicate", writes.duplicate, name="scenario_duplicate"),
    path("scenarios/<int:scenario>/delete", writes.delete, name="scenario_delete"),
    path("scenarios/<int:scenario>/restore", writes.restore, name="scenario_restore"),
    *routes("portfolio", portfolio.portfolio, "portfolio"),
    *routes("portfolio/best", portfolio.best_set, "best_set"),
    *routes("portfolio/compare", rankings.rankings, "rankings"),
    path("portfolio/compare/with", rankings.ranking_compare, name="ranking_compare"),
    *routes("portfolio/<initiative:initiative>", portfolio.initiative, "initiative"),
    *routes("operations", operations.operations, "operations"),
    *routes("operations/charts", charts.behaviour_charts, "behaviour_charts"),
    *routes("operations/charts/<metric:metric>", charts.behaviour_chart, "behaviour_chart"),
    *routes("operations/<slug:process>", operations.process, "process"),
    *routes("operations/<slug:process>/rules", operations.rules, "rules"),
    *routes("operations/<slug:process>/rules/<slug:rule>", operations.rule, "rule"),
    *routes("operations/<slug:process>/cases/<path:case>", operations.case, "case"),
    *routes("exceptions", exceptions.exceptions, "exceptions"),
    *routes("exceptions/thresholds", setting.thresholds, "thresholds"),
    *routes("exceptions/thresholds/<metric:subject>", setting.threshold, "threshold"),
    path("exceptions/thresholds/<metric:subject>/set", setting.set_threshold, name="threshold_set"),
    path("exceptions/thresholds/<metric:subject>/undo", setting.undo_threshold, name="threshold_undo"),
    *routes("exceptions/judged", judging.judged, "judged"),
    *routes("exceptions/workload", judging.workload, "workload"),
    *routes("exceptions/<int:exception>", exceptions.exception, "exception"),
    path("exceptions/<int:exception>/acknowledge", acts.acknowledge, name="exception_acknowledge"),
    path("exceptions/<int:exception>/act", acts.act, name="exception_act"),
    path("exceptions/<int:exception>/mute", acts.mute, name="exception_mute"),
    path("exceptions/<int:exception>/resolve", acts.resolve, name="exception_resolve"),
    path("exceptions/<int:exception>/hand-over", acts.hand_over, name="exception_hand_over"),
    path("exceptions/<int:exception>/reopen", acts.reopen, name="exception_reopen"),
    path("exceptions/<int:exception>/comment", acts.comment, name="exception_comment"),
    path("exceptions/<int:exception>/undo", acts.undo, name="exception_undo"),
    *routes("controls", controls.controls, "controls"),
    *routes("controls/<slug:control>", controls.control, "control"),
    path("controls/<slug:control>/waive", controls.waiver_grant, name="waiver_grant"),
    path("controls/<slug:control>/waivers/<int:waiver>/end", controls.waiver_end, name="waiver_end"),
    path("controls/<slug:control>/waivers/<int:waiver>/restore", controls.waiver_restore, name="waiver_restore"),
    *promises.urlpatterns,
    *reviews.urlpatterns,
    *routes("events", landing.events, "landing"),
    *notices.urlpatterns,
    *comments.urlpatterns,
    *subscriptions.urlpatterns,
    *routes("model", model.overview, "model"),
    *routes("model/files/<path:file>", model.file, "model_file"),
    *routes("sources", model.sources, "sources"),
    *routes("sources/<slug:source>", model.source, "source"),
    *conversations.urlpatterns,
    *appraisals.urlpatterns,
    *agreements.urlpatterns,
    *duties.urlpatterns,
    *development.urlpatterns,
    *feedback.urlpatterns,
    *routes("roles", roles.team, "team"),
    *routes("roles/goals", roles.goals, "role_goals"),
    *routes("roles/alignment", aligned.alignment, "alignment"),
    *routes("roles/assign", assigned.assign, "assign"),
    *routes("roles/assign/people/<str:person>", assigned.assign_of, "assign_of"),
    *routes("roles/capabilities", capable.capabilities, "capabilities"),
    *routes("roles/me", roles.me, "me"),
    *routes("roles/people/<str:person>/alignment", aligned.alignment_of, "alignment_of"),
    *routes("roles/people/<str:person>", roles.person, "person"),
    *routes("roles/evidence", evidence.evidence, "evidence"),
    *routes("roles/people/<str:person>/evidence", evidence.evidence_about, "evidence_about"),
    *routes("roles/people/<str:person>/evidence/<metric:metric>", evidence.person_evidence, "person_evidence"),
    *routes("roles/people/<str:person>/evidence/<metric:metric>/workings", evidence.workings, "person_workings"),
    *routes("journal", journal.journal, "journal"),
    *routes("find", shell.find, "find"),
    *routes("computed", computed.kinds_of_numbers, "computed_kinds"),
    *routes("computed/<slug:kind>", computed.kind_of_number, "computed_kind"),
    *routes("help", helping.help_, "help"),
    *routes("glossary", helping.glossary, "glossary"),
    path("help/keys", helping.keys, name="keys"),
    path("tour/end", tours.end, name="tour_end"),
    path("metrics/<metric:metric>/figure.vl.json", strategy.figure, name="figure"),
    path("news", shell.news, name="news"),
    path("theme", shell.theme, name="theme"),
    path("stream", streams.stream, name="stream"),
    path("fresh", live.fresh, name="fresh"),
    *routes("care", care.care, "care"),
    path("care/retention/<slug:kind>", care.rule, name="care_rule"),
    path("care/holds", care.hold, name="care_hold"),
    path("care/holds/<int:hold>/lift", care.lift, name="care_lift"),
    path("roles/me/export", care.own_export, name="person_export"),
    *api.urlpatterns,
    *entrance.urlpatterns,
    *accounts.urlpatterns,
]
handler400 = "sightline_web.shell.views.bad_request"
handler404 = "sightline_web.shell.views.page_not_found"
handler429 = "sightline_web.accounts.entrance.too_many"
handler500 = "sightline_web.shell.views.server_error"
