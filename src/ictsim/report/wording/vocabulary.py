"""Names that the config language gives to things, as readers see them.

In English they are the names themselves; here they are marked, so that a catalogue has them.
"""

from __future__ import annotations

from ictsim.report.language import N_, _

DISTRIBUTIONS = (
    N_("constant"), N_("uniform"), N_("triangular"), N_("pert"), N_("beta"), N_("normal"),
    N_("lognormal"), N_("gamma"), N_("weibull"), N_("pareto"), N_("student_t"), N_("bernoulli"),
    N_("discrete"), N_("poisson"), N_("empirical"), N_("quantiles"), N_("metalog"), N_("mixture"),
)  # fmt: skip

# Of distributions and events; those of one letter, and percentiles, are the same everywhere.
PARAMETERS = (
    N_("min"), N_("max"), N_("cap"), N_("value"), N_("low"), N_("mode"), N_("high"), N_("limits"),
    N_("weight"), N_("mean"), N_("sd"), N_("shape"), N_("scale"), N_("df"), N_("loc"),
    N_("values"), N_("weights"), N_("file"), N_("column"), N_("terms"), N_("lower"), N_("upper"),
    N_("probability"), N_("moment"), N_("rate"), N_("from"),
)  # fmt: skip

EVENT_KINDS = (N_("chance"), N_("hazard"))

# What cost is divided by, and kinds of lines that are no category of cost.
NAMES = (
    N_("inhabitants"), N_("workplaces"), N_("baseline cost"), N_("reconciling"), N_("staff"),
    N_("software"), N_("hardware"), N_("infrastructure"), N_("migration"), N_("overhead"),
    N_("project"), N_("programme"), N_("transition"), N_("friction"), N_("staff fte"),
    N_("applications"),
)  # fmt: skip

UNITS = (
    N_("factor"), N_("fte"), N_("share"), N_("share per year"), N_("share in a year"),
    N_("fraction"), N_("fraction per year"), N_("year"), N_("years"), N_("month"), N_("months"),
    N_("EUR"), N_("EUR per year"), N_("EUR per fte"), N_("EUR per fte per year"),
)  # fmt: skip


def unit(text: str) -> str:
    """A unit as the config has it; the common ones in the language that is spoken."""
    return _(text)
