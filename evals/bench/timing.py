"""CPU and wall time of calls and commands, in interleaved pairs."""

import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from evals.bench.figures import BenchFigure, Bound, CannotMeasureError

COMMAND_TIMEOUT_S = 120


@dataclass(frozen=True, slots=True)
class Timing:
    """The time of one run.

    ``cpu_s`` includes all threads and, for a command, its children.
    """

    cpu_s: float
    wall_s: float


@dataclass(frozen=True, slots=True)
class Pairs:
    """Alternating runs of ours and of the reference.

    They alternate so that other load on the machine affects both alike.
    """

    ours: tuple[Timing, ...]
    reference: tuple[Timing, ...]

    @property
    def cpu_ratios(self) -> tuple[float, ...]:
        return tuple(a.cpu_s / b.cpu_s for a, b in zip(self.ours, self.reference, strict=True))

    @property
    def wall_ratios(self) -> tuple[float, ...]:
        return tuple(a.wall_s / b.wall_s for a, b in zip(self.ours, self.reference, strict=True))

    @property
    def turned(self) -> "Pairs":
        """The pairs with their sides exchanged, for a ratio of throughputs."""
        return Pairs(self.reference, self.ours)


def measure_call(call: Callable[[], object]) -> Timing:
    wall, cpu = time.perf_counter(), time.process_time()
    call()
    return Timing(time.process_time() - cpu, time.perf_counter() - wall)


def measure_command(command: Sequence[str], environment: Mapping[str, str]) -> Timing:
    """Run a command to its end and return its time.

    Raises CannotMeasureError when it fails.
    """
    wall, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    run_command(command, environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Timing(cpu_s, time.perf_counter() - wall)


def run_command(command: Sequence[str], environment: Mapping[str, str]) -> str:
    """Run a command and return its standard error.

    Raises CannotMeasureError when it fails.
    """
    ended = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=COMMAND_TIMEOUT_S, check=False
    )
    if ended.returncode:
        raise CannotMeasureError(f"{' '.join(command[1:4])} failed: {last_line(ended.stderr)}")
    return ended.stderr


def interleave(n_pairs: int, ours: Callable[[int], Timing], reference: Callable[[int], Timing]) -> Pairs:
    """Run both sides ``n_pairs`` times, alternating which goes first.

    Each is called with the pair's number.
    """
    mine, theirs = [], []
    for n in range(n_pairs):
        if n % 2:
            mine.append(ours(n))
            theirs.append(reference(n))
        else:
            theirs.append(reference(n))
            mine.append(ours(n))
    return Pairs(tuple(mine), tuple(theirs))


def ratio(bench: str, name: str, pairs: Pairs, bound: Bound | None, beside: str) -> BenchFigure:
    """Build a figure from pairs: median ratios and CPU quartiles."""
    low, high = quartiles(pairs.cpu_ratios)
    return BenchFigure(
        bench,
        name,
        statistics.median(pairs.cpu_ratios),
        bound=bound,
        wall=statistics.median(pairs.wall_ratios),
        low=low,
        high=high,
        beside=beside,
    )


def quartiles(values: Sequence[float]) -> tuple[float, float]:
    """Return the first and third quartile; the extremes of fewer than four."""
    if len(values) < 4:
        return min(values), max(values)
    first, _, third = statistics.quantiles(values, n=4)
    return first, third


def median_cpu_ms(runs: Sequence[Timing]) -> float:
    return statistics.median(run.cpu_s for run in runs) * 1000


def last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "it said nothing"
