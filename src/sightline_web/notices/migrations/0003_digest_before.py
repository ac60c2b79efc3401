"""An account whose digest was ended keeps how often it came; of those that ended before, each working day is taken."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Add it."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("notices", "0002_mentions")]
    operations: ClassVar[list[Operation]] = [
        migrations.AddField(
            model_name="preference",
            name="digest_before",
            field=models.CharField(default="daily", max_length=10),
        ),
    ]
