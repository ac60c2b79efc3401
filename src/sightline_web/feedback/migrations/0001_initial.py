"""The tables of feedback."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

import sightline_web.feedback.models


class Migration(migrations.Migration):
    """Make them."""

    initial = True

    dependencies: ClassVar[list[tuple[str, str]]] = []

    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(db_index=True, max_length=200)),
                ("questions", models.JSONField()),
                ("account", models.BigIntegerField(null=True)),
                ("opened_on", models.DateField()),
                ("closes_on", models.DateField()),
                ("over_at", models.DateTimeField()),
                ("shared", models.BooleanField(default=False)),
                ("archived_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-opened_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=sightline_web.feedback.models.drawn, primary_key=True, serialize=False
                    ),
                ),
                ("group", models.CharField(max_length=40)),
                ("spent", models.CharField(max_length=64, unique=True)),
                ("scores", models.JSONField()),
                ("sealed", models.TextField(blank=True)),
                ("month", models.CharField(max_length=7)),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="feedback.round"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Asked",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=sightline_web.feedback.models.drawn, primary_key=True, serialize=False
                    ),
                ),
                ("person", models.CharField(db_index=True, max_length=200)),
                ("group", models.CharField(max_length=40)),
                ("taken", models.BooleanField(default=False)),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="asked", to="feedback.round"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("round", "person"), name="asked_once")],
            },
        ),
    ]
