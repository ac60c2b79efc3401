"""The tables of development."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Make them."""

    initial = True

    dependencies: ClassVar[list[tuple[str, str]]] = []

    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            name="Aspiration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(db_index=True, max_length=200)),
                ("sealed", models.TextField()),
                ("shared", models.BooleanField(default=False)),
                ("written_at", models.DateTimeField()),
                ("archived_at", models.DateTimeField(null=True)),
                ("role", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["-id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LearningGoal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(db_index=True, max_length=200)),
                ("sealed", models.TextField()),
                ("shared", models.BooleanField(default=False)),
                ("written_at", models.DateTimeField()),
                ("archived_at", models.DateTimeField(null=True)),
                ("capability", models.CharField(blank=True, max_length=200)),
                ("level", models.PositiveSmallIntegerField(null=True)),
                ("due", models.DateField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-id"],
                "abstract": False,
            },
        ),
    ]
