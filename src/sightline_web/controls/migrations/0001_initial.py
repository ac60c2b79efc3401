"""The table of waivers."""

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
            name="Waiver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("control", models.CharField(db_index=True, max_length=200)),
                ("case", models.CharField(blank=True, max_length=200)),
                ("reason", models.TextField()),
                ("since", models.DateField()),
                ("until", models.DateField()),
                ("account", models.BigIntegerField(blank=True, null=True)),
                ("granted_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
            ],
            options={"ordering": ["-granted_at", "-id"]},
        ),
    ]
