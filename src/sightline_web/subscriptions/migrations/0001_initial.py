"""The table of what people follow."""

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
            name="Subscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", models.BigIntegerField(db_index=True)),
                ("kind", models.CharField(max_length=30)),
                ("key", models.CharField(max_length=200)),
                ("query", models.CharField(blank=True, max_length=300)),
                ("cadence", models.CharField(max_length=10)),
                ("mail", models.BooleanField(default=True)),
                ("made_at", models.DateTimeField()),
                ("told", models.JSONField(default=dict)),
                ("told_at", models.DateTimeField()),
                ("paused_at", models.DateTimeField(null=True)),
                ("archived_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("archived_at", None)),
                        fields=("account", "kind", "key", "query"),
                        name="subscription_stands_once",
                    )
                ],
            },
        ),
    ]
