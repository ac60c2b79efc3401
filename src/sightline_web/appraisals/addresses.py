"""The addresses of appraisals."""

from __future__ import annotations

from django.urls import path

from sightline_web.appraisals import views, writes
from sightline_web.shell.pages import routes

__all__ = ["urlpatterns"]

ONE = "appraisals/<int:appraisal>"

urlpatterns = [
    *routes("appraisals", views.appraisals, "appraisals"),
    *routes("appraisals/objections", views.objections, "objections"),
    *routes("appraisals/decisions", views.decision_shares, "decisions"),
    *routes("appraisals/calibrations", views.calibrations, "calibrations"),
    path("appraisals/calibrations/open", writes.session_open, name="session_open"),
    path("appraisals/calibrations/<int:session>/close", writes.session_close, name="session_close"),
    path("appraisals/of/<str:person>/open", writes.open_one, name="appraisal_open"),
    *routes(ONE, views.appraisal, "appraisal"),
    path(f"{ONE}/statement", writes.state, name="appraisal_state"),
    path(f"{ONE}/judge", writes.judge, name="appraisal_judge"),
    path(f"{ONE}/evidence", writes.evidence, name="appraisal_evidence"),
    path(f"{ONE}/decide", writes.decide, name="appraisal_decide"),
    path(f"{ONE}/share", writes.share, name="appraisal_share"),
    path(f"{ONE}/take-over", writes.take_over, name="appraisal_take_over"),
    path(f"{ONE}/finalise", writes.finalise, name="appraisal_finalise"),
    path(f"{ONE}/object", writes.objection_make, name="objection_make"),
    path(f"{ONE}/objections/<int:objection>/answer", writes.objection_answer, name="objection_answer"),
    path(f"{ONE}/objections/<int:objection>/withdraw", writes.objection_withdraw, name="objection_withdraw"),
    path(f"{ONE}/calibrate", writes.calibrate, name="appraisal_calibrate"),
]
