"""Evidence that is fair: what cases say about work, adjusted for the cases, shrunk, withheld where there is too little.

Works on tables of cases alone (`records.evidence.Cases`), wherever they come from. `work_out` computes, `summary` tells
how much is individual and what teams take, `person_evidence` what can be said of one person. Nothing here orders people
by anything, and nothing decides.
"""

from sightline.roles.evidence.person import person_evidence
from sightline.roles.evidence.summary import summary
from sightline.roles.evidence.worked import Worked, work_out
from sightline.roles.evidence.workings import workings

__all__ = ["Worked", "person_evidence", "summary", "work_out", "workings"]
