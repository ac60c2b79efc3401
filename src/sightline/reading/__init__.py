"""One reading: all numbers of one model version at one moment.

Joins the stages, and is the only place that knows their order. `measuring` lands the facts, asks the engines and gives
values; `foresight` has effects estimated, forecasts made and both joined by the metric graph; `asking` is what a
reading can be asked, `opening` begins one, `remembering` takes up the last complete one again. What was asked before is
found on the shelf, so that a second reading of the same facts computes nothing anew.
"""

from sightline.reading.asking import Reading
from sightline.reading.opening import read
from sightline.reading.remembering import first_closed, recalled, remember
from sightline.records import Computation, SourceUse

__all__ = ["Computation", "Reading", "SourceUse", "first_closed", "read", "recalled", "remember"]
