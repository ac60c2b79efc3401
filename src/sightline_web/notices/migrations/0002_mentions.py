"""Each account says whether comments that mention it come by mail; those from before are told so."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Add it."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("notices", "0001_initial")]
    operations: ClassVar[list[Operation]] = [
        migrations.AddField(
            model_name="preference",
            name="mentions",
            field=models.BooleanField(default=True),
        ),
    ]
