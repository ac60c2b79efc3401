"""The table of accounts."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.functions.text
import django.utils.timezone
from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Make it."""

    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = []
    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("email", models.EmailField(max_length=254)),
                ("name", models.CharField(blank=True, max_length=120)),
                ("duties", models.JSONField(blank=True, default=list)),
                ("units", models.JSONField(blank=True, default=list)),
                ("person", models.CharField(blank=True, max_length=200)),
                ("is_active", models.BooleanField(default=True)),
                ("demo", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"), name="account_email_stands_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("person", ""), _negated=True),
                        fields=("person",),
                        name="account_person_stands_once",
                    ),
                ],
            },
        ),
    ]
