"""What people can do: a level per person and capability, against what their role needs."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from sightline.example.people import ROLE_IDS, Staff
from sightline.example.world import Streams

NEEDS: dict[str, dict[str, int]] = {
    "chief_commercial_officer": {"negotiation": 4, "customer_care": 3},
    "chief_financial_officer": {"credit_risk": 4, "data_analysis": 3},
    "head_of_sales": {"negotiation": 5, "customer_care": 4},
    "account_manager": {"negotiation": 3, "customer_care": 3, "product_knowledge": 3},
    "credit_analyst": {"credit_risk": 3, "data_analysis": 2, "negotiation": 2},
    "billing_clerk": {"credit_risk": 1, "data_analysis": 2},
    "operations_manager": {"logistics": 4, "data_analysis": 3},
    "warehouse_operator": {"logistics": 2, "product_knowledge": 2},
    "service_manager": {"customer_care": 4, "diagnostics": 3},
    "service_coordinator": {"customer_care": 3, "logistics": 2},
    "field_engineer": {"diagnostics": 3, "product_knowledge": 3, "customer_care": 2},
    "integration_engineer": {"integration": 4, "data_analysis": 3},
}


def skills(streams: Streams, staff: Staff) -> pa.Table:
    """Return one row per person and capability that the person's first or last role needs."""
    rng = streams.of("skills")
    rows: list[tuple[str, str, int]] = []
    for person, roles in enumerate(staff.role):
        held = [ROLE_IDS[r] for r in dict.fromkeys(roles[roles >= 0].tolist())]
        wanted: dict[str, int] = {}
        for role in held:
            wanted |= {name: max(level, wanted.get(name, 0)) for name, level in NEEDS[role].items()}
        for name, level in sorted(wanted.items()):
            has = int(np.clip(level + rng.choice((-1, 0, 0, 1)), 1, 5))
            rows.append((staff.person_ids[person], name, has))
    rows.sort()
    return pa.table({
        "person_id": [row[0] for row in rows],
        "capability": [row[1] for row in rows],
        "level": [row[2] for row in rows],
    })  # fmt: skip
