"""The table of what came in."""

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
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("token", models.BigIntegerField(default=0)),
                ("account", models.BigIntegerField(blank=True, null=True)),
                ("requests", models.PositiveBigIntegerField(default=0)),
                ("landed", models.PositiveBigIntegerField(default=0)),
                ("duplicates", models.PositiveBigIntegerField(default=0)),
                ("conflicts", models.PositiveBigIntegerField(default=0)),
                ("refused", models.PositiveBigIntegerField(default=0)),
                ("turned_away", models.PositiveBigIntegerField(default=0)),
                ("reasons", models.JSONField(default=list)),
                ("last_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-day", "token"],
                "constraints": [models.UniqueConstraint(fields=["day", "token"], name="delivery_stands_once")],
            },
        ),
    ]
