"""Whether a learning goal counts when open work is proposed."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Add it: nobody's does, until they say so."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("development", "0001_initial")]

    operations: ClassVar[list[Operation]] = [
        migrations.AddField(model_name="learninggoal", name="counts", field=models.BooleanField(default=False)),
    ]
