"""How the holder of an account reads: language, numbers and dates, time zone; empty where they have not chosen."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Columns that are empty for every account that is there."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("accounts", "0003_counted")]
    operations: ClassVar[list[Operation]] = [
        migrations.AddField("account", "language", models.CharField(max_length=20, blank=True, default=""), False),
        migrations.AddField("account", "locale", models.CharField(max_length=20, blank=True, default=""), False),
        migrations.AddField("account", "zone", models.CharField(max_length=64, blank=True, default=""), False),
    ]
