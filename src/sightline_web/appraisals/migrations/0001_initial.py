"""The tables of appraisals."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Make them."""

    initial = True

    dependencies: ClassVar[list[tuple[str, str]]] = []

    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            name="CalibrationSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit", models.CharField(max_length=200)),
                ("period", models.CharField(max_length=40)),
                ("members", models.JSONField()),
                ("account", models.BigIntegerField(null=True)),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-opened_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Acknowledgement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(db_index=True, max_length=200)),
                ("manager", models.CharField(max_length=200)),
                ("period", models.CharField(max_length=40)),
                ("content", models.CharField(max_length=64)),
                ("side", models.CharField(max_length=10)),
                ("account", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "period", "content", "side"), name="agreement_acknowledged_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Appraisal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(db_index=True, max_length=200)),
                ("manager", models.CharField(db_index=True, max_length=200)),
                ("unit", models.CharField(blank=True, max_length=200)),
                ("period", models.CharField(max_length=40)),
                ("state", models.CharField(max_length=20)),
                ("judges_first", models.BooleanField(default=True)),
                ("criteria", models.JSONField()),
                ("statement", models.TextField(blank=True)),
                ("judgement", models.TextField(blank=True)),
                ("evidence", models.TextField(blank=True)),
                ("reason", models.TextField(blank=True)),
                ("final", models.TextField(blank=True)),
                ("account", models.BigIntegerField(null=True)),
                ("opened_at", models.DateTimeField()),
                ("judged_at", models.DateTimeField(null=True)),
                ("shared_at", models.DateTimeField(null=True)),
                ("finalised_at", models.DateTimeField(null=True)),
                ("archived_at", models.DateTimeField(null=True)),
                ("revision", models.PositiveIntegerField(default=1)),
            ],
            options={
                "ordering": ["-opened_at", "-id"],
                "constraints": [models.UniqueConstraint(fields=("person", "period"), name="appraisal_once_a_period")],
            },
        ),
        migrations.CreateModel(
            name="CalibrationChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(db_index=True, max_length=200)),
                ("manager", models.CharField(max_length=200)),
                ("criterion", models.CharField(max_length=200)),
                ("suggested", models.FloatField(null=True)),
                ("before", models.FloatField(null=True)),
                ("after", models.FloatField(null=True)),
                ("reason", models.TextField(blank=True)),
                ("voters", models.JSONField()),
                ("account", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "appraisal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calibrations",
                        to="appraisals.appraisal",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="appraisals.calibrationsession",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(db_index=True, max_length=200)),
                ("manager", models.CharField(max_length=200)),
                ("about", models.CharField(max_length=200)),
                ("text", models.TextField(blank=True)),
                ("answer", models.TextField(blank=True)),
                ("account", models.BigIntegerField(null=True)),
                ("made_at", models.DateTimeField()),
                ("due", models.DateField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "appraisal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="objections",
                        to="appraisals.appraisal",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(db_index=True, max_length=200)),
                ("manager", models.CharField(db_index=True, max_length=200)),
                ("criterion", models.CharField(max_length=200)),
                ("judged", models.FloatField(null=True)),
                ("computed", models.FloatField(null=True)),
                ("decided", models.FloatField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "appraisal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="decisions", to="appraisals.appraisal"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("appraisal", "criterion"), name="decision_once_a_criterion")
                ],
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(db_index=True, max_length=200)),
                ("manager", models.CharField(max_length=200)),
                ("account", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "appraisal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="openings", to="appraisals.appraisal"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("appraisal", "account"), name="evidence_opened_once")],
            },
        ),
    ]
