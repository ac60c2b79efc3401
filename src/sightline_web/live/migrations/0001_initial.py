"""The tables of the live process."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


def _key() -> tuple[str, models.BigAutoField[int, int]]:
    return "id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    """Make them."""

    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = []
    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            name="Following",
            fields=[
                _key(),
                ("row", models.PositiveBigIntegerField(default=0)),
                ("behind", models.PositiveBigIntegerField(default=0)),
                ("pid", models.PositiveBigIntegerField(default=0)),
                ("started_at", models.DateTimeField(null=True)),
                ("beat_at", models.DateTimeField(null=True)),
                ("looked_at", models.DateTimeField(null=True)),
                ("offered_at", models.DateTimeField(null=True)),
                ("fault", models.CharField(blank=True, max_length=400)),
            ],
        ),
        migrations.CreateModel(
            name="LogState",
            fields=[
                _key(),
                ("log", models.CharField(max_length=200, unique=True)),
                ("events", models.PositiveBigIntegerField(default=0)),
                ("newest_at", models.DateTimeField(null=True)),
                ("received_at", models.DateTimeField(null=True)),
            ],
            options={"ordering": ["log"]},
        ),
        migrations.CreateModel(
            name="LogDay",
            fields=[
                _key(),
                ("log", models.CharField(max_length=200)),
                ("day", models.DateField()),
                ("events", models.PositiveBigIntegerField(default=0)),
                ("longest_s", models.FloatField(default=0.0)),
            ],
            options={"ordering": ["log", "day"]},
        ),
        migrations.AddConstraint(
            model_name="logday",
            constraint=models.UniqueConstraint(fields=["log", "day"], name="live_log_day_once"),
        ),
    ]
