"""Verdicts shown for yes/no questions, against the suite's."""

from advisor.answering.verdicts import VerdictLabel
from evals.cases.measured import MetricValue, not_applicable
from evals.cases.observation import Observation
from evals.cases.suite import Case, YesNoVerdict

NAMES = ("verdict", "verdict_wrong")

_AS_IN_SUITES = {VerdictLabel.POSSIBLY: YesNoVerdict.CAN_BE}
# Which way each answer points; what only can be so is still a yes.
_POLARITY = {
    YesNoVerdict.YES: 1,
    YesNoVerdict.USUALLY: 1,
    YesNoVerdict.CAN_BE: 1,
    YesNoVerdict.IN_PART: 0,
    YesNoVerdict.TWO_MINDS: 0,
    YesNoVerdict.NO: -1,
}


def verdict_metrics(case: Case, observed: Observation) -> dict[str, MetricValue]:
    """Measure the verdict of one answer to a yes/no question.

    verdict: where the suite has a verdict, 1 when a label is shown that points the same way (yes, usually and can be;
        in part and two minds; no), else 0, also without a label.
    verdict_wrong: for every yes/no question, 1 when a label is shown that points another way, or where the guide
        gives no verdict, else 0.
    """
    if case.verdict is None or case.press:
        return dict.fromkeys(NAMES, not_applicable("not a question for yes or no"))
    labels = (VerdictLabel(part.verdict) for part in observed.answer.parts if part.verdict)
    shown = next((YesNoVerdict(_AS_IN_SUITES.get(label, label.name.lower())) for label in labels), None)
    agrees = shown is not None and _POLARITY[shown] == _POLARITY.get(case.verdict)
    return {
        "verdict": not_applicable("the guide gives no verdict")
        if case.verdict is YesNoVerdict.NONE
        else MetricValue(float(agrees)),
        "verdict_wrong": MetricValue(float(shown is not None and not agrees)),
    }
