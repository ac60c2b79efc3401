"""The tables of exceptions."""

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
            name="Exceptional",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=1000, unique=True)),
                ("record", models.JSONField()),
                ("state", models.CharField(max_length=20)),
                ("role", models.CharField(blank=True, db_index=True, max_length=200)),
                ("open", models.BooleanField(db_index=True)),
                ("gone", models.BooleanField()),
                ("share", models.FloatField(null=True)),
                ("raised_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("revision", models.PositiveIntegerField(default=1)),
            ],
            options={
                "db_table": "exceptions_exception",
                "ordering": [models.OrderBy(models.F("share"), descending=True, nulls_last=True), "id"],
            },
        ),
        migrations.CreateModel(
            name="Look",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True)),
                ("at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["day"],
            },
        ),
        migrations.CreateModel(
            name="Happening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_index=True)),
                ("what", models.CharField(max_length=20)),
                ("account", models.BigIntegerField(db_index=True, null=True)),
                ("role", models.CharField(blank=True, max_length=200)),
                ("note", models.TextField(blank=True)),
                ("before", models.JSONField(null=True)),
                (
                    "exception",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="happenings",
                        to="exceptions.exceptional",
                    ),
                ),
                (
                    "undoes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="undone",
                        to="exceptions.happening",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Seen",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=1000)),
                ("day", models.DateField()),
                ("at", models.DateTimeField(db_index=True)),
                ("role", models.CharField(blank=True, max_length=200)),
                ("forced", models.CharField(blank=True, max_length=20)),
                ("goal", models.CharField(blank=True, max_length=200)),
                ("price", models.FloatField(null=True)),
                ("share", models.FloatField(null=True)),
            ],
            options={
                "db_table": "exceptions_sighting",
                "ordering": ["at", "id"],
                "constraints": [models.UniqueConstraint(fields=("key", "day"), name="exception_sighting_once_a_day")],
            },
        ),
        migrations.CreateModel(
            name="ThresholdChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("about", models.CharField(db_index=True, max_length=1000)),
                ("share", models.FloatField(null=True)),
                ("price", models.FloatField(null=True)),
                ("retired", models.BooleanField(default=False)),
                ("at", models.DateTimeField(db_index=True)),
                ("account", models.BigIntegerField(db_index=True, null=True)),
                ("reason", models.TextField(blank=True)),
                ("consequence", models.TextField(blank=True)),
                (
                    "undoes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="undone",
                        to="exceptions.thresholdchange",
                    ),
                ),
            ],
            options={
                "db_table": "exceptions_threshold",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Lived",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("raised_at", models.DateTimeField(db_index=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("acknowledged_at", models.DateTimeField(null=True)),
                ("acted_at", models.DateTimeField(null=True)),
                ("about", models.CharField(max_length=1000)),
                ("role", models.CharField(blank=True, max_length=200)),
                ("why", models.CharField(max_length=20)),
                ("outcome", models.CharField(blank=True, max_length=20)),
                ("goal", models.CharField(blank=True, max_length=200)),
                ("price", models.FloatField(null=True)),
                ("price_share", models.FloatField(null=True)),
                ("interrupted", models.BooleanField()),
                (
                    "exception",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lives", to="exceptions.exceptional"
                    ),
                ),
            ],
            options={
                "db_table": "exceptions_life",
                "ordering": ["raised_at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("exception", "raised_at"), name="exception_life_begins_once")
                ],
            },
        ),
    ]
