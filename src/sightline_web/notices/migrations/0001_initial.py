"""The tables of notices: settings, what is on its way, webhooks, what stands open, and when the role above is told."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

import sightline_web.notices.models


class Migration(migrations.Migration):
    """Make them."""

    initial = True

    dependencies: ClassVar[list[tuple[str, str]]] = []

    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            name="Ladder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hours", models.JSONField(default=sightline_web.notices.models.hours_past_due)),
                ("due_hours", models.PositiveIntegerField(default=24)),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("once", models.CharField(max_length=120, unique=True)),
                ("content", models.JSONField()),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("next_at", models.DateTimeField(db_index=True)),
                ("until", models.DateTimeField()),
                ("held_until", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.CharField(blank=True, max_length=300)),
                ("account", models.BigIntegerField(db_index=True)),
                ("kind", models.CharField(max_length=12)),
                ("bundle", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["-created_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Open",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=1000, unique=True)),
                ("state", models.CharField(max_length=20)),
                ("content", models.JSONField()),
                ("role", models.CharField(blank=True, max_length=200)),
                ("tiers", models.JSONField()),
                ("waits", models.BooleanField()),
                ("regressed", models.BooleanField(default=False)),
                ("since", models.DateTimeField()),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("level", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "db_table": "notices_open",
                "ordering": ["since", "id"],
            },
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", models.BigIntegerField(unique=True)),
                ("digest", models.CharField(default="daily", max_length=10)),
                ("hour", models.PositiveSmallIntegerField(default=7)),
                ("weekday", models.PositiveSmallIntegerField(default=1)),
                ("zone", models.CharField(blank=True, max_length=60)),
                ("quiet_from", models.TimeField(blank=True, null=True)),
                ("quiet_until", models.TimeField(blank=True, null=True)),
                ("workdays", models.JSONField(default=sightline_web.notices.models.workdays)),
                ("controls_through", models.BooleanField(default=True)),
                ("digested_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Webhook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200)),
                ("url", models.CharField(max_length=1000)),
                ("events", models.JSONField()),
                ("sealed", models.TextField()),
                ("created_at", models.DateTimeField()),
                ("failing_since", models.DateTimeField(blank=True, null=True)),
                ("disabled_at", models.DateTimeField(blank=True, null=True)),
                ("disabled_why", models.CharField(blank=True, max_length=300)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("once", models.CharField(max_length=120, unique=True)),
                ("content", models.JSONField()),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("next_at", models.DateTimeField(db_index=True)),
                ("until", models.DateTimeField()),
                ("held_until", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.CharField(blank=True, max_length=300)),
                (
                    "webhook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="postings", to="notices.webhook"
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-id"],
            },
        ),
    ]
