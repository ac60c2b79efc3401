"""The one door to the library: a workspace comes in, view records go out.

Nothing else in the product imports `sightline`.
"""

from sightline_web.engine.faults import EnvironmentFaultError
from sightline_web.engine.opening import demo_people, demo_team, open_workspace, records_folder, workspace_files

__all__ = ["EnvironmentFaultError", "demo_people", "demo_team", "open_workspace", "records_folder", "workspace_files"]
