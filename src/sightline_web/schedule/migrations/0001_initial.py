"""The table of jobs."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Make it."""

    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = []
    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            name="JobState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, unique=True)),
                ("due_at", models.DateTimeField()),
                ("held_until", models.DateTimeField(blank=True, null=True)),
                ("ran_at", models.DateTimeField(blank=True, null=True)),
                ("failed", models.BooleanField(default=False)),
                ("said", models.CharField(blank=True, max_length=400)),
            ],
            options={"ordering": ["name"]},
        ),
    ]
