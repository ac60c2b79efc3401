"""The tables of conversations."""

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
            name="PrivateNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(db_index=True, max_length=200)),
                ("account", models.BigIntegerField(db_index=True)),
                ("sealed", models.TextField()),
                ("written_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField(null=True)),
                ("before", models.TextField(blank=True)),
                ("archived_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="CheckIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(db_index=True, max_length=200)),
                ("manager", models.CharField(db_index=True, max_length=200)),
                ("day", models.DateField()),
                ("account", models.BigIntegerField(null=True)),
                ("made_at", models.DateTimeField()),
                ("held_at", models.DateTimeField(null=True)),
                ("archived_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-day", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("archived_at", None)),
                        fields=("person", "manager", "day"),
                        name="check_in_once_a_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NextStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(db_index=True, max_length=200)),
                ("manager", models.CharField(db_index=True, max_length=200)),
                ("account", models.BigIntegerField(null=True)),
                ("sealed", models.TextField()),
                ("written_at", models.DateTimeField()),
                ("archived_at", models.DateTimeField(null=True)),
                ("side", models.CharField(max_length=10)),
                ("due", models.DateField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "check_in",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="conversations.checkin"),
                ),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SharedNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(db_index=True, max_length=200)),
                ("manager", models.CharField(db_index=True, max_length=200)),
                ("account", models.BigIntegerField(null=True)),
                ("sealed", models.TextField()),
                ("written_at", models.DateTimeField()),
                ("archived_at", models.DateTimeField(null=True)),
                ("changed_at", models.DateTimeField(null=True)),
                ("before", models.TextField(blank=True)),
                (
                    "check_in",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="conversations.checkin"),
                ),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(db_index=True, max_length=200)),
                ("manager", models.CharField(db_index=True, max_length=200)),
                ("account", models.BigIntegerField(null=True)),
                ("sealed", models.TextField()),
                ("written_at", models.DateTimeField()),
                ("archived_at", models.DateTimeField(null=True)),
                ("kind", models.CharField(max_length=20)),
                ("link", models.CharField(blank=True, max_length=400)),
                ("seed", models.CharField(blank=True, max_length=64)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "check_in",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="conversations.checkin"),
                ),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("seed", ""), _negated=True),
                        fields=("check_in", "seed"),
                        name="agenda_seed_stands_once",
                    )
                ],
            },
        ),
    ]
