"""How sure a figure is: its interval at 95 %, what two runs differ by, and what a number of cases can show.

Turns of one conversation stand or fall together, so they are resampled and counted together (Cameron, Gelbach & Miller
2008). Seeds are fixed and what is given is sorted first: the same cases in any order give the same figures.
"""

import math
import operator
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats
from sklearn.metrics import roc_auc_score

LEVEL = 0.95
Z = 1.959963984540054
RESAMPLES = 2000
SEED = 0
# Below this, a difference is rounding.
SAME = 1e-12

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure and its interval at 95 %; all None where there is nothing to measure."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Paired:
    """Two runs over the same `count` cases: both means, after less before with its interval at 95 %.

    `p` is two-sided: how likely a change at least as large is if the runs do not differ. `better` and `worse` count the
    cases that rose and fell. All None, and the counts 0, without cases.
    """

    before: float | None = None
    after: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    better: int = 0
    worse: int = 0
    count: int = 0


@dataclass(frozen=True, slots=True)
class _Clusters:
    """Sum and number of the values of each cluster, in an order that does not depend on theirs."""

    sums: Floats
    counts: Floats

    @property
    def means(self) -> Floats:
        return self.sums / self.counts

    @property
    def alike(self) -> bool:
        """Whether all have the same mean, so that resampling would show no variation."""
        return bool(np.ptp(self.means) < SAME)


UNSCORED = Interval(None, None, None)


def wilson(successes: int, total: int) -> Interval:
    """The share of successes with its score interval (Wilson 1927). No cases: UNSCORED.

    Raises:
        ValueError: for more successes than cases, or fewer than none.
    """
    if not 0 <= successes <= total:
        raise ValueError(f"{successes} successes of {total}, expected 0 to {total}")
    return _score(successes / total, total) if total else UNSCORED


def clustered(values: Sequence[float], clusters: Sequence[str]) -> Interval:
    """The mean of the values (0–1, or true and false), with an interval that resamples whole clusters.

    The interval is the bias-corrected and accelerated bootstrap (Efron 1987) of 2,000 resamples. Wilson's takes its
    place for 0/1 values when every cluster has one; and, counting each cluster as one case, when all clusters have the
    same mean, of which a bootstrap would make an interval without width. No values: UNSCORED.

    Raises:
        ValueError: for a value outside 0–1 (nan too), or when the two sequences differ in length.
    """
    _check_shares(values)
    groups = _grouped(values, clusters)
    if not len(values):
        return UNSCORED
    mean = _mean(values)
    if len(groups.sums) == len(values) and set(values) <= {0, 1}:
        return wilson(round(math.fsum(values)), len(values))
    if groups.alike:
        return _score(mean, len(groups.sums))
    return _bootstrap(mean, groups)


def mcnemar(before: Sequence[bool], after: Sequence[bool]) -> Paired:
    """The change of a share over the same cases, in the same order, each counted as independent.

    `p` is exact: the cases that changed are as likely to have risen as fallen (McNemar 1947, binomial); 1 when none
    changed. The interval is the adjusted Wald of Bonett & Price 2012. No cases: Paired().

    Raises:
        ValueError: when the two sequences differ in length.
    """
    changes = [int(new) - int(old) for old, new in zip(before, after, strict=True)]
    if not changes:
        return Paired()
    better, changed = changes.count(1), len(changes) - changes.count(0)
    p = float(stats.binomtest(better, changed).pvalue) if changed else 1.0
    return _paired(before, after, _adjusted_wald(sum(changes), changed, len(changes)), p)


def paired_bootstrap(before: Sequence[float], after: Sequence[float], clusters: Sequence[str]) -> Paired:
    """The mean change of a graded metric (0–1) over the same cases, in the same order.

    The interval resamples the changes of whole clusters as `clustered` does, as if one cluster more had risen and one
    fallen by as much as any did: what `mcnemar`'s does for shares, and without which a handful of changes, all down,
    would pass for certain. `p` is of the randomisation test: each cluster's change may as well have been the other way
    round (Smucker, Allan & Carterette 2007; all ways up to ten clusters, else 2,000 at random). No cases: Paired().

    Raises:
        ValueError: for a value outside 0–1 (nan too), or when the sequences differ in length.
    """
    _check_shares([*before, *after])
    changes = [new - old for old, new in zip(before, after, strict=True)]
    groups = _grouped(changes, clusters)
    if not changes:
        return Paired()
    return _paired(before, after, _bootstrap(_mean(changes), _widened(groups)), _randomised(groups.sums))


def minimum_detectable_effect(share: float, n: int, power: float = 0.8, alpha: float = 0.05) -> float:
    """The smallest difference from `share` that shows, with this power, between two runs of `n` cases each.

    Two-sided test of two independent proportions without continuity correction (Fleiss, Levin & Paik 2003, chapter 4),
    solved for the second proportion, on the side where there is more room. Two runs over the same cases, compared by
    `mcnemar`, show less than this as far as the same cases come out right in both. 1.0 where `n` is too small for any
    difference, 0 included.
    """
    wanted, missed = float(stats.norm.ppf(1 - alpha / 2)), float(stats.norm.ppf(power))
    room = max(share, 1 - share)
    side = 1 if share < 0.5 else -1

    def lacking(effect: float) -> float:
        other = share + side * effect
        middle = (share + other) / 2
        apart = math.sqrt(max(share * (1 - share) + other * (1 - other), 0))
        return wanted * math.sqrt(2 * middle * (1 - middle)) + missed * apart - effect * math.sqrt(n)

    if n < 1 or lacking(room) > 0:
        return 1.0
    return float(optimize.brentq(lacking, SAME, room))


def kappa(one: Sequence[Hashable], other: Sequence[Hashable]) -> Interval:
    """Agreement of two judges of the same cases beyond chance: −1 to 1 (Cohen 1960).

    As in Cohen's standard error, chance agreement is held fixed; the interval of the agreement is Wilson's, for
    Cohen's has no width where the judges always agree. UNSCORED for no cases, and where both give all one label.

    Raises:
        ValueError: when the two sequences differ in length.
    """
    agreed, total = sum(a == b for a, b in zip(one, other, strict=True)), len(one)
    labels, others = Counter(one), Counter(other)
    by_chance = sum(labels[label] * others[label] for label in labels)
    if by_chance == total * total:
        return UNSCORED
    chance = by_chance / total**2
    share = wilson(agreed, total)
    value, low, high = (((found or 0) - chance) / (1 - chance) for found in (share.value, share.low, share.high))
    return Interval(value, max(low, -1.0), high)


def auroc(scores: Sequence[float], positive: Sequence[bool], clusters: Sequence[str]) -> Interval:
    """How likely a positive case scores above a negative one, a tie counting half (area under the ROC curve).

    The interval is method 5 of Newcombe 2006, with the clusters that hold a positive and those that hold a negative
    case in place of the cases. UNSCORED where one kind has none.

    Raises:
        ValueError: when the sequences differ in length.
    """
    kinds: dict[bool, set[str]] = {True: set(), False: set()}
    for _, is_positive, cluster in zip(scores, positive, clusters, strict=True):
        kinds[bool(is_positive)].add(cluster)
    if not kinds[True] or not kinds[False]:
        return UNSCORED
    return _newcombe(float(roc_auc_score(list(positive), list(scores))), len(kinds[True]), len(kinds[False]))


def _check_shares(values: Sequence[float]) -> None:
    if not all(0 <= value <= 1 for value in values):
        raise ValueError(f"values from {min(values)} to {max(values)}, expected 0 to 1")


def _mean(values: Sequence[float]) -> float:
    """To the last digit the same in any order."""
    return math.fsum(values) / len(values)


def _widened(changes: _Clusters) -> _Clusters:
    """With one cluster more that rose, and one that fell, by the largest change; by 1 when nothing changed."""
    most = float(np.abs(changes.means).max())
    one = most if most > SAME else 1.0
    return _Clusters(np.append(changes.sums, [one, -one]), np.append(changes.counts, [1.0, 1.0]))


def _paired(before: Sequence[float], after: Sequence[float], difference: Interval, p: float) -> Paired:
    return Paired(
        before=_mean(before),
        after=_mean(after),
        difference=difference.value,
        low=difference.low,
        high=difference.high,
        p=p,
        better=sum(map(operator.gt, after, before)),
        worse=sum(map(operator.lt, after, before)),
        count=len(before),
    )


def _grouped(values: Sequence[float], clusters: Sequence[str]) -> _Clusters:
    found = defaultdict(list)
    for value, cluster in zip(values, clusters, strict=True):
        found[cluster].append(float(value))
    rows = sorted((math.fsum(members), len(members)) for members in found.values())
    return _Clusters(np.array([total for total, _ in rows]), np.array([float(count) for _, count in rows]))


def _score(share: float, total: float) -> Interval:
    """Wilson's interval; it always holds the share, whatever the rounding."""
    centre = (share + Z * Z / (2 * total)) / (1 + Z * Z / total)
    half = Z * math.sqrt(share * (1 - share) / total + Z * Z / (4 * total * total)) / (1 + Z * Z / total)
    return Interval(share, max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half)))


def _bootstrap(mean: float, groups: _Clusters) -> Interval:
    found = stats.bootstrap(
        (groups.sums, groups.counts),
        lambda sums, counts, axis: sums.sum(axis) / counts.sum(axis),
        paired=True,
        vectorized=True,
        n_resamples=RESAMPLES,
        confidence_level=LEVEL,
        method="BCa",
        rng=np.random.default_rng(SEED),
    ).confidence_interval
    return Interval(mean, float(found.low), float(found.high))


def _adjusted_wald(rise: int, changed: int, number: int) -> Interval:
    """Of cases that `changed`, on balance by `rise`: as if one more had risen and one fallen."""
    mean = rise / (number + 2)
    half = Z * math.sqrt(((changed + 2) / (number + 2) - mean * mean) / (number + 2))
    return Interval(rise / number, max(-1.0, mean - half), min(1.0, mean + half))


def _randomised(sums: Floats) -> float:
    """The p value of changes under random signs; 1 for a single cluster."""
    if len(sums) < 2:
        return 1.0
    found = stats.permutation_test(
        (sums,),
        lambda signed, axis: signed.sum(axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=RESAMPLES,
        rng=np.random.default_rng(SEED),
    )
    return float(found.pvalue)


def _newcombe(area: float, positives: int, negatives: int) -> Interval:
    half = (positives + negatives) / 2 - 1

    def outside(true: float) -> float:
        spread = 1 + half * (1 - true) / (2 - true) + half * true / (1 + true)
        return abs(true - area) - Z * math.sqrt(true * (1 - true) * spread / (positives * negatives))

    # At an area of 0 or 1 the equation has a second root there, so the search stays clear of the ends.
    near, far = 1e-9, 1 - 1e-9
    low = optimize.brentq(outside, near, min(area, far)) if area > near and outside(near) > 0 else 0.0
    high = optimize.brentq(outside, max(area, near), far) if area < far and outside(far) > 0 else 1.0
    return Interval(area, float(low), float(high))
