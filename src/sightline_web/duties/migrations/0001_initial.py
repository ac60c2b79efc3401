"""The tables of duties."""

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
            name="FairnessTable",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period", models.CharField(max_length=40)),
                ("stage", models.CharField(max_length=80)),
                ("attribute", models.CharField(max_length=80)),
                ("rows", models.JSONField()),
                ("words", models.TextField()),
                ("known", models.PositiveIntegerField()),
                ("unknown", models.PositiveIntegerField(null=True)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-made_at", "attribute", "id"],
            },
        ),
        migrations.CreateModel(
            name="MetricEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("metric", models.CharField(max_length=200, unique=True)),
                ("purpose", models.TextField()),
                ("legal_basis", models.TextField()),
                ("data", models.TextField()),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("team", "teams of five or more"),
                            ("role", "roles"),
                            ("individual", "single persons"),
                        ],
                        max_length=20,
                    ),
                ),
                ("account", models.BigIntegerField(null=True)),
                ("changed_at", models.DateTimeField()),
                ("revision", models.PositiveIntegerField(default=1)),
            ],
            options={
                "ordering": ["metric"],
            },
        ),
        migrations.CreateModel(
            name="Setting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, unique=True)),
                ("value", models.IntegerField()),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Switch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit", models.CharField(blank=True, max_length=200)),
                ("country", models.CharField(blank=True, max_length=2)),
                ("metric", models.CharField(blank=True, max_length=200)),
                ("computation", models.CharField(blank=True, max_length=80)),
                ("reason", models.CharField(max_length=400)),
                ("account", models.BigIntegerField(null=True)),
                ("off_at", models.DateTimeField()),
                ("on_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision", models.PositiveIntegerField()),
                ("unit", models.CharField(blank=True, max_length=200)),
                ("country", models.CharField(blank=True, max_length=2)),
                ("agreement", models.CharField(max_length=200)),
                ("since", models.DateField()),
                ("account", models.BigIntegerField(null=True)),
                ("approved_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="approvals", to="duties.metricentry"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="PersonNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(db_index=True, max_length=200)),
                ("text", models.TextField()),
                ("metrics", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("acknowledged_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-made_at", "-id"],
                "constraints": [models.UniqueConstraint(fields=("person", "digest"), name="person_notice_said_once")],
            },
        ),
        migrations.CreateModel(
            name="Protected",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(db_index=True, max_length=200)),
                ("attribute", models.CharField(max_length=40)),
                ("sealed", models.BinaryField()),
                ("declared_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("person", "attribute"), name="protected_stands_once")],
            },
        ),
        migrations.CreateModel(
            name="Seen",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(db_index=True, max_length=200)),
                ("metric", models.CharField(max_length=200)),
                ("period", models.CharField(max_length=40)),
                ("since", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["metric", "period"],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "metric", "period"), name="figure_first_seen_once")
                ],
            },
        ),
    ]
