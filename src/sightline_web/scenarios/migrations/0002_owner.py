"""Each scenario has an owner: the account that made it; those from before have none."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Add it."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("scenarios", "0001_initial")]
    operations: ClassVar[list[Operation]] = [
        migrations.AddField(
            model_name="scenario",
            name="owner",
            field=models.BigIntegerField(blank=True, db_index=True, null=True),
        ),
    ]
