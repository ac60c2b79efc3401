"""What an enterprise declares, as small frozen typed declarations.

Attribute names are the keys of the file (`from` and `as` carry a trailing underscore in Python).
Positions, faults and references are the loader's and the checks' matter.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from sightline.model.backlogged import Change, Initiative  # noqa: F401 -- all stand here
from sightline.model.charted import BehaviourDeclaration, Chart, ChartBaseline  # noqa: F401 -- as above
from sightline.model.declared import (
    ActivityRef,
    Currency,
    Declaration,
    Duration,
    Expression,
    Hours,
    Id,
    IsoDate,
    Locale,
    MetricRef,
    Text,
    Whole,
    whole,
)  # fmt: skip
from sightline.model.interrupting import DueDeclaration, ExceptionsDeclaration, ThresholdDeclaration  # noqa: F401 -- as above
from sightline.model.skilled import Capability, CapabilityIds, Skills  # noqa: F401 -- as above


def _empty(value: object) -> object:
    """Return a declaration that is left blank (`pick:`) as one without keys."""
    return {} if value is None else value


class ShiftsDeclaration(Declaration):
    """`calendar.shifts:` the hours of each day of the week that work is done in; a day left out has none."""

    monday: Hours | None = None
    tuesday: Hours | None = None
    wednesday: Hours | None = None
    thursday: Hours | None = None
    friday: Hours | None = None
    saturday: Hours | None = None
    sunday: Hours | None = None


class CalendarDeclaration(Declaration):
    """`calendar:` how the enterprise cuts time; `weeks` chooses a 52/53-week year of 4-4-5 (or sibling) months."""

    grain: Literal["day", "week", "month", "quarter", "year"] = "month"
    fiscal_year_starts: Whole = Field(default=1, ge=1, le=12)
    week_starts: Literal["monday", "sunday", "saturday"] = "monday"
    timezone: str = "UTC"
    weeks: Literal["4-4-5", "4-5-4", "5-4-4"] | None = None
    shifts: ShiftsDeclaration | None = None  # Monday to Friday, all day, when left out
    holidays: tuple[IsoDate, ...] = ()


class Connection(Declaration):
    """`connections.NAME:` a database that answers SQL; its address comes from an environment variable, never a file."""

    driver: Literal["postgresql", "sqlite"]
    address_from: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$")]


class LogMapping(Declaration):
    """`log:` which column says what. Empty for XES and OCEL, whose standard extensions say it."""

    case: str | None = None
    activity: str | None = None
    time: str | None = None
    performer: str | None = None
    sequence: str | None = None
    id: str | None = None
    transition: str | None = None
    object_type: str | None = None
    lifecycle: Literal["all", "pair", "complete"] = "all"


class Source(Declaration):
    """`sources.ID:` a table or event log that exists: a file, a folder of files (glob), or a table in the engine."""

    file: Text | None = None
    table: Text | None = None
    log: LogMapping | None = None
    live: bool = False  # an event log that takes events as they happen, besides those of its files
    format: Literal["csv", "parquet", "xes", "ocel"] | None = None
    delimiter: Annotated[str, StringConstraints(min_length=1, max_length=1)] | None = None
    decimal: Literal[".", ","] = "."
    encoding: str = "utf-8"
    timezone: str | None = None  # of times without an offset; the workspace's when left out
    performer: str | None = None  # of a table whose rows are each one case: the column that says who did it
    case: str | None = None  # of the same: the column that says which case a row is


class Ratio(Declaration):
    """`ratio:` numerator and denominator, kept apart."""

    of: Expression
    to: Expression


class Balance(Declaration):
    """`balance:` a stock: taken at one moment of each period, never summed over time. `per`: last row of each key."""

    of: Expression
    at: Literal["last", "first", "average"] = "last"
    per: tuple[str, ...] = ()


class DurationBetween(Declaration):
    """`duration:` from the first `from` to the first following `to` in each case; dated at the end."""

    process: Id
    from_: Id = Field(alias="from")
    to: Id
    stat: Literal["mean", "median", "p80", "p90", "p95", "max", "min"] = "median"


class Conversion(Declaration):
    """`conversion:` the share of A followed by B within a window, by case of a process or by entity of a source."""

    process: Id | None = None
    entity: str | None = None
    from_: Expression = Field(alias="from")
    to: Expression
    within: Duration


class Cumulative(Declaration):
    """`cumulative:` a metric summed over a moving window, or since the start of the (fiscal) year."""

    of: MetricRef
    over: Duration | Literal["year to date", "fiscal year to date"]


class Entry(Declaration):
    """One typed value, with its author and evidence."""

    period: str
    value: float | int
    by: Text
    evidence: Text
    segment: dict[str, str] = Field(default_factory=dict)


class Typed(Declaration):
    """`typed:` values entered by a person."""

    entries: tuple[Entry, ...]


class SeriesPoint(Declaration):
    """One point of a target, baseline or benchmark series."""

    period: str
    value: float | int


class Tolerance(Declaration):
    """A tolerance band around the path, in the metric's unit."""

    below: float | int | None = None
    above: float | int | None = None


class Metric(Declaration):
    """`metrics.ID:` a number per period (and dimension) with a unit and a better direction."""

    title: Text
    unit: Text
    better: Literal["higher", "lower"]
    indicator: Literal["lag", "lead"] | None = None
    description: Text | None = None
    owner: Id | None = None
    source: Id | None = None
    time: str | None = None
    filter: Expression | None = None
    by: tuple[Id, ...] = ()
    measure: Expression | None = None
    ratio: Ratio | None = None
    balance: Balance | None = None
    duration: DurationBetween | None = None
    conversion: Conversion | None = None
    cumulative: Cumulative | None = None
    formula: Expression | None = None
    typed: Typed | None = None
    baseline: tuple[SeriesPoint, ...] = ()
    benchmark: tuple[SeriesPoint, ...] = ()
    tolerance: Tolerance | None = None


class Assumption(Declaration):
    """What is assumed of an effect until data can say: per unit, and between which bounds."""

    per_unit: float | int
    between: tuple[float | int, float | int] | None = None


class Effect(Declaration):
    """One entry of `effects:` how a driver metric moves another, with lags in review periods."""

    driver: MetricRef
    on: MetricRef
    lag: tuple[Whole, Whole] = (0, 0)
    sign: Literal["positive", "negative"] | None = None
    assume: Assumption | None = None
    by: Id | None = None  # the dimension whose segments are fitted together; the first shared one when left out
    grade: Literal["correlational", "quasi-experimental", "experimental"] = "correlational"
    evidence: Text | None = None


class GoalBaseline(Declaration):
    """Where a goal started: the straight path to the target begins here."""

    period: str
    value: float | int | None = None  # None: the metric's own value then


class Goal(Declaration):
    """`goals.ID:` a strategic statement with one metric, a target and a date."""

    statement: Text
    metric: MetricRef
    target: float | int
    by: IsoDate
    owner: Id | None = None
    perspective: Literal["financial", "customer", "process", "people", "society"] | None = None
    supports: Id | None = None
    weight: float | int = 1
    baseline: GoalBaseline | None = None
    path: tuple[SeriesPoint, ...] = ()
    tolerance: Tolerance | None = None
    where: dict[Id, str] = Field(default_factory=dict)


class Activity(Declaration):
    """`activities.ID:` one step of a process."""

    as_: Text | None = Field(default=None, alias="as")
    title: Text | None = None
    role: Id | None = None


class AtMost(Declaration):
    """`at_most:` how often an activity may occur in one case."""

    activity: Id
    times: Whole = Field(ge=0)


class Deadline(Declaration):
    """`deadline:` from one activity to another within a time."""

    from_: Id = Field(alias="from")
    to: Id
    within: Duration


class Batching(Declaration):
    """`batching:` an activity that is to be done in batches of at least so many within a time."""

    activity: Id
    at_least: Whole = Field(ge=2)
    within: Duration


class Rule(Declaration):
    """`rules.ID:` one statement about a process; exactly one template key."""

    title: Text | None = None
    response: tuple[Id, Id] | None = None
    precedence: tuple[Id, Id] | None = None
    chain_order: tuple[Id, ...] | None = None
    absence: Id | None = None
    at_most: AtMost | None = None
    exclusive: tuple[Id, Id] | None = None
    four_eyes: tuple[Id, Id] | None = None
    deadline: Deadline | None = None
    batching: Batching | None = None
    return_to_start: Id | None = None
    within: Duration | None = None
    calendar: Literal["business", "elapsed"] = "elapsed"
    owner: Id | None = None


class Process(Declaration):
    """`processes.ID:` a declared chain of activities over an event log, with rules."""

    log: Id
    title: Text | None = None
    activities: dict[Id, Annotated[Activity, BeforeValidator(_empty)]] = Field(default_factory=dict)
    chain: tuple[Id, ...] = ()
    ends: tuple[Id, ...] = ()
    by: tuple[Id, ...] = ()
    rules: dict[Id, Rule] = Field(default_factory=dict)


class Control(Declaration):
    """`controls.ID:` a governance requirement bound to a rule or a metric limit."""

    title: Text | None = None
    enforces: ActivityRef | None = None
    metric: MetricRef | None = None
    at_most: float | int | None = None
    at_least: float | int | None = None
    owner: Id | None = None
    tolerates: Annotated[int, Field(ge=0), BeforeValidator(whole)] | None = None
    review: IsoDate | None = None  # when its owner looks at it again


class Role(Declaration):
    """`roles.ID:` who is responsible for what."""

    title: Text
    unit: Text | None = None
    performs: dict[ActivityRef, float | int] = Field(default_factory=dict)
    accountable: dict[MetricRef, float | int] = Field(default_factory=dict)
    needs: dict[Id, Whole] = Field(default_factory=dict)
    leads_to: tuple[Id, ...] = ()


class People(Declaration):
    """`people:` where persons and their dated assignments stand; values are column names."""

    source: Id
    person: str
    role: str
    manager: str | None = None
    unit: str | None = None
    capacity: str | None = None
    from_: str | None = Field(default=None, alias="from")
    to: str | None = None


class Work(Declaration):
    """`work:` where tickets and other items of work stand; values are column names."""

    source: Id
    item: str
    performer: str | None = None
    counts_as: str | None = None
    effort: str | None = None
    opened: str | None = None
    closed: str | None = None
    due: str | None = None


class Settings(Declaration):
    """The head of `sightline.yml`."""

    sightline: Annotated[Literal[1], BeforeValidator(whole)]
    name: Text
    calendar: CalendarDeclaration = CalendarDeclaration()
    currency: Currency = "EUR"
    locale: Locale | None = None
    rates: dict[Currency, float | int] = Field(default_factory=dict)
    engine: Id = "duckdb"
    connections: dict[Id, Connection] = Field(default_factory=dict)
    behaviour: BehaviourDeclaration = BehaviourDeclaration()
    exceptions: ExceptionsDeclaration = ExceptionsDeclaration()


class Section(Declaration):
    """The keys that any file of the operating model may hold."""

    sources: dict[Id, Source] = Field(default_factory=dict)
    metrics: dict[Id, Metric] = Field(default_factory=dict)
    effects: tuple[Effect, ...] = ()
    goals: dict[Id, Goal] = Field(default_factory=dict)
    processes: dict[Id, Process] = Field(default_factory=dict)
    controls: dict[Id, Control] = Field(default_factory=dict)
    charts: dict[Id, Chart] = Field(default_factory=dict)
    capabilities: dict[Id, Capability] = Field(default_factory=dict)
    roles: dict[Id, Role] = Field(default_factory=dict)
    people: People | None = None
    work: Work | None = None
    skills: Skills | None = None
    initiatives: dict[Id, Initiative] = Field(default_factory=dict)
