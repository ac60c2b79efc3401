"""The tables of reviews."""

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
            name="Cycle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period", models.CharField(max_length=20, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("start", models.DateField()),
                ("end", models.DateField()),
                ("prepare_until", models.DateField(blank=True, null=True)),
                ("meets_on", models.DateField(blank=True, null=True)),
                ("sign_until", models.DateField(blank=True, null=True)),
                ("preparer_account", models.BigIntegerField(blank=True, null=True)),
                ("owner_account", models.BigIntegerField(blank=True, null=True)),
                ("signer_account", models.BigIntegerField(blank=True, null=True)),
                ("account", models.BigIntegerField(null=True)),
                ("opened_at", models.DateTimeField()),
                ("prepared_at", models.DateTimeField(blank=True, null=True)),
                ("prepared_by", models.CharField(blank=True, max_length=200)),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                ("signed_by", models.CharField(blank=True, max_length=200)),
                ("pack", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "ordering": ["-end", "-start"],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", models.BigIntegerField(null=True)),
                ("written_by", models.CharField(max_length=200)),
                ("written_at", models.DateTimeField()),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                ("title", models.CharField(max_length=200)),
                ("about", models.CharField(blank=True, max_length=120)),
                ("role", models.CharField(max_length=120)),
                ("due", models.DateField(blank=True, null=True)),
                ("state", models.CharField(default="open", max_length=10)),
                ("came", models.TextField(blank=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("probability", models.FloatField(blank=True, null=True)),
                ("forecast", models.FloatField(blank=True, null=True)),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reviews.cycle"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", models.BigIntegerField(null=True)),
                ("written_by", models.CharField(max_length=200)),
                ("written_at", models.DateTimeField()),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                ("about", models.CharField(blank=True, max_length=120)),
                ("text", models.TextField()),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reviews.cycle"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Override",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", models.BigIntegerField(null=True)),
                ("written_by", models.CharField(max_length=200)),
                ("written_at", models.DateTimeField()),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                ("goal", models.CharField(max_length=120)),
                ("status", models.CharField(max_length=20)),
                ("reason", models.TextField()),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reviews.cycle"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("archived_at", None)), fields=("cycle", "goal"), name="one_status_by_hand"
                    )
                ],
            },
        ),
    ]
