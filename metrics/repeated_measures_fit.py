"""How is a normal model of repeated scores fitted from sums alone?

Patient i has the scores y at the checkpoints where they were seen, and q traits z (groups, a baseline): y ~ N(B z, Σ) on
those checkpoints, with one unstructured Σ for everybody and vec(B) = L θ. Patients who were seen at the same checkpoints
need only n, Σzz', Σzy' and Σyy', so the cost of a fit does not grow with the number of patients.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

MOST_STEPS = 100
SETTLED = 1e-12
"""Fitting ends when one more Newton step would lower −2 log-likelihood by less than this."""
GOOD_ENOUGH = 1e-5
"""Or by less than this, where rounding lets no step lower it any more: some thousandths of a standard error."""
NO_SPREAD = 1e-12
"""Variance of standardised scores below which they are all the same."""
NEARLY_SINGULAR = 1e-7
"""Smallest eigenvalue of the correlation matrix below which the scores of one checkpoint follow from the others."""


class CannotFit(ValueError):
    """The likelihood has no maximum that can be found; the text says why, as a clause."""


@dataclass(frozen=True)
class PatternSums:
    """Sums over the patients of each pattern of seen checkpoints, zero wherever a checkpoint was not seen.

    P patterns, T checkpoints, q traits: `seen` (P, T) bool; `n` (P,); `zz` (P, q, q); `zy` (P, q, T); `yy` (P, T, T).
    """

    seen: np.ndarray
    n: np.ndarray
    zz: np.ndarray
    zy: np.ndarray
    yy: np.ndarray

    @property
    def n_scores(self) -> float:
        return float((self.n[:, None] * self.seen).sum())


@dataclass(frozen=True)
class Estimate:
    """A linear function of the means: value, standard error and Satterthwaite degrees of freedom."""

    value: float
    standard_error: float
    degrees_of_freedom: float


@dataclass(frozen=True)
class _Point:
    """Everything that follows from one Σ. `deviance` is −2 log-likelihood without its constant."""

    sigma: np.ndarray
    deviance: float
    theta: np.ndarray
    covariance: np.ndarray
    weights: np.ndarray
    residual: np.ndarray
    spread: np.ndarray
    cross: np.ndarray


@dataclass(frozen=True)
class Fit:
    """Restricted (or plain) maximum likelihood of the model above.

    `theta` (m,) with `covariance` (m, m); `sigma` (T, T); `log_likelihood` as R's nlme::gls and SAS count it.
    """

    sums: PatternSums
    design: np.ndarray
    restricted: bool
    steps: int
    point: _Point

    @property
    def theta(self) -> np.ndarray:
        return self.point.theta

    @property
    def covariance(self) -> np.ndarray:
        return self.point.covariance

    @property
    def sigma(self) -> np.ndarray:
        return self.point.sigma

    @property
    def log_likelihood(self) -> float:
        free = self.sums.n_scores - (len(self.theta) if self.restricted else 0)
        return -0.5 * (self.point.deviance + free * np.log(2 * np.pi))

    @cached_property
    def _information_change(self) -> np.ndarray:
        """∂(information of θ)/∂σ for each free entry of Σ, (k, m, m)."""
        return _information_change(self.sums, self.design, self.point)

    @cached_property
    def _variance_of_sigma(self) -> np.ndarray:
        """Covariance of the free entries of Σ: twice the inverse of the Hessian of −2 log-likelihood."""
        change = self._information_change
        return 2 * np.linalg.inv(_hessian(self.sums, self.design, self.point, change, self.restricted))

    @cached_property
    def _pull(self) -> np.ndarray:
        """∂θ̂/∂σ, (m, k): how the means move with Σ. 0 without gaps, where every mean is a plain mean."""
        return -self.covariance @ _score_change(self.sums, self.design, self.point).T

    @cached_property
    def observed_covariance(self) -> np.ndarray:
        """Covariance of θ̂ from the observed information of θ and Σ together: C + D Cov(σ) D', D = ∂θ̂/∂σ.

        `covariance` alone takes θ̂ and Σ̂ as unrelated, which holds without gaps or where scores are missing completely at
        random; where they are missing at random only, it is too small (Kenward & Molenberghs 1998).
        """
        return self.covariance + self._pull @ self._variance_of_sigma @ self._pull.T

    def estimate(self, contrast: np.ndarray, *, observed: bool = True) -> Estimate:
        """c'θ with its standard error and Satterthwaite degrees of freedom, 2v²/(g'Vg): v = c'Cov(θ)c, g = ∂v/∂σ, V = Cov(σ).

        `observed`: the standard error is that of `observed_covariance`, else of `covariance`, as SAS, nlme::gls and mmrm
        print it. The degrees of freedom belong to the latter in both cases. Giesbrecht & Burns 1985, as in the R package mmrm;
        g and V are exact derivatives of the (restricted) likelihood. Where v does not depend on Σ, df is infinite.
        """
        direction = self.covariance @ contrast
        plain = float(contrast @ direction)
        gradient = -np.einsum("a,kab,b->k", direction, self._information_change, direction)
        moves = float(gradient @ self._variance_of_sigma @ gradient)
        df = 2 * plain**2 / moves if moves > 0 else np.inf
        variance = float(contrast @ self.observed_covariance @ contrast) if observed else plain
        return Estimate(float(contrast @ self.theta), float(np.sqrt(max(variance, 0.0))), df)

    @cached_property
    def influence(self) -> np.ndarray:
        """(P, m): what the patients of each pattern together move θ̂ by, Σ̂ moving with it; adds up to 0 over the patterns.

        Scores times the inverse of the observed information of θ and Σ: (C + DVD')·s_θ + DV·s_σ.
        """
        point, sums = self.point, self.sums
        of_means = (point.weights @ point.residual).reshape(len(sums.n), -1) @ self.design
        slope = sums.n[:, None, None] * point.weights - point.cross
        of_sigma = -0.5 * np.einsum("stk,pst->pk", _halves(len(point.sigma)), slope)
        return of_means @ self.observed_covariance + of_sigma @ self._variance_of_sigma @ self._pull.T


def fit(sums: PatternSums, design: np.ndarray, *, restricted: bool = True) -> Fit:
    """Maximum (restricted) likelihood by Newton's method, Fisher scoring where the likelihood is not yet concave.

    `design` L (T·q, m), rows checkpoint by checkpoint. Scores should be roughly standardised.
    Raises CannotFit where the covariance has no maximum inside, or none is found.
    """
    point = _evaluate(sums, design, _first_sigma(sums, design), restricted)
    for step in range(MOST_STEPS):
        change = _information_change(sums, design, point)
        gradient = _gradient(sums, point, restricted)
        direction = _newton(sums, design, point, change, gradient, restricted)
        promised = float(gradient @ direction)
        if promised < SETTLED:
            _refuse_singular(point.sigma)
            return Fit(sums, design, restricted, step, point)
        better = _walk(sums, design, point, direction, promised, restricted)
        if better is None and promised < GOOD_ENOUGH:
            _refuse_singular(point.sigma)
            return Fit(sums, design, restricted, step, point)
        if better is None:
            break
        point = better
    _refuse_singular(point.sigma)
    raise CannotFit("the model did not settle")


def _first_sigma(sums: PatternSums, design: np.ndarray) -> np.ndarray:
    """Variances of the scores around means fitted as if unrelated."""
    seen = sums.seen.astype(float)
    information = np.einsum("ps,st,pab->satb", seen, np.eye(seen.shape[1]), sums.zz)
    theta = np.linalg.lstsq(_inside(information, design), design.T @ sums.zy.sum(axis=0).T.reshape(-1), rcond=None)[0]
    spread = np.einsum("pss->s", _residual_squares(sums, _coefficients(design, theta, sums)))
    counted = (sums.n[:, None] * seen).sum(axis=0)
    variance = spread / np.maximum(counted, 1)
    if (variance <= NO_SPREAD).any():
        raise CannotFit("everybody has the same score at one checkpoint")
    return np.diag(variance)


def _evaluate(sums: PatternSums, design: np.ndarray, sigma: np.ndarray, restricted: bool) -> _Point:
    """Likelihood and everything around it at one Σ. Raises numpy's LinAlgError where Σ is not positive definite."""
    both = sums.seen[:, :, None] & sums.seen[:, None, :]
    padded = np.where(both, sigma, np.eye(len(sigma)))
    root = np.linalg.cholesky(padded)
    weights = np.where(both, np.linalg.inv(padded), 0.0)
    information = _inside(np.einsum("pst,pab->satb", weights, sums.zz, optimize=True), design)
    information_root = np.linalg.cholesky(information)
    covariance = np.linalg.inv(information)
    theta = covariance @ (design.T @ np.einsum("pst,pat->sa", weights, sums.zy).reshape(-1))
    coefficients = _coefficients(design, theta, sums)
    squares = _residual_squares(sums, coefficients)
    deviance = (sums.n * 2 * np.log(np.einsum("pss->ps", root)).sum(axis=1)).sum() + np.einsum(
        "pst,pst->", weights, squares
    )
    spread = squares
    if restricted:
        deviance += 2 * np.log(np.diag(information_root)).sum()
        spread = squares + _uncertainty_of_means(sums, design, covariance)
    residual = np.where(sums.seen[:, :, None], sums.zy.transpose(0, 2, 1) - coefficients @ sums.zz, 0.0)
    cross = weights @ spread @ weights
    return _Point(sigma, float(deviance), theta, covariance, weights, residual, spread, cross)


def _inside(full: np.ndarray, design: np.ndarray) -> np.ndarray:
    """L'(…)L of a (T, q, T, q) array."""
    size = design.shape[0]
    return design.T @ full.reshape(size, size) @ design


def _coefficients(design: np.ndarray, theta: np.ndarray, sums: PatternSums) -> np.ndarray:
    """B (T, q) from θ."""
    return (design @ theta).reshape(sums.seen.shape[1], sums.zz.shape[1])


def _residual_squares(sums: PatternSums, coefficients: np.ndarray) -> np.ndarray:
    """Σ(y − Bz)(y − Bz)' of each pattern, zero where not seen."""
    fitted = coefficients @ sums.zy
    whole = sums.yy - fitted - fitted.transpose(0, 2, 1) + coefficients @ sums.zz @ coefficients.T
    return np.where(sums.seen[:, :, None] & sums.seen[:, None, :], whole, 0.0)


def _uncertainty_of_means(sums: PatternSums, design: np.ndarray, covariance: np.ndarray) -> np.ndarray:
    """Σ over a pattern's patients of Cov(B̂z): what REML adds to the residual squares."""
    checkpoints, traits = sums.seen.shape[1], sums.zz.shape[1]
    full = (design @ covariance @ design.T).reshape(checkpoints, traits, checkpoints, traits)
    return np.einsum("satb,pab->pst", full, sums.zz, optimize=True)


def _halves(size: int) -> np.ndarray:
    """(T, T, k): the symmetric unit matrices, one for each free entry of Σ."""
    rows, columns = np.tril_indices(size)
    basis = np.zeros((size, size, len(rows)))
    basis[rows, columns, np.arange(len(rows))] = 1
    basis[columns, rows, np.arange(len(rows))] = 1
    return basis


def _information_change(sums: PatternSums, design: np.ndarray, point: _Point) -> np.ndarray:
    """∂(L' Σ_p(W ⊗ zz) L)/∂σ_k = −L' Σ_p(W E_k W ⊗ zz) L, (k, m, m)."""
    weights, basis = point.weights, _halves(len(point.sigma))
    full = np.einsum("psx,pyt,pab->xysatb", weights, weights, sums.zz, optimize=True)
    entries = np.einsum("xyk,xysatb->ksatb", basis, full, optimize=True)
    size = design.shape[0]
    return -(design.T @ entries.reshape(-1, size, size) @ design)


def _gradient(sums: PatternSums, point: _Point, restricted: bool) -> np.ndarray:
    """∂(−2 log-likelihood)/∂σ: tr E_k(nW − W(R + K)W), K only for REML."""
    slope = (sums.n[:, None, None] * point.weights - point.cross).sum(axis=0)
    return np.einsum("stk,st->k", _halves(len(slope)), slope)


def _hessian(sums, design, point: _Point, change: np.ndarray, restricted: bool) -> np.ndarray:
    """Second derivatives of −2 log-likelihood with θ profiled out: −n tr(WEᵢWEⱼ) + 2 tr(EᵢWEⱼW(R+K)W) − 2vᵢ'Cvⱼ
    − tr(C İᵢ C İⱼ), v the derivative of the score of θ; K and the last term only for REML."""
    basis = _halves(len(point.sigma))
    weights = point.weights
    bilinear = -np.einsum("p,pbs,pta->stab", sums.n, weights, weights, optimize=True)
    bilinear += 2 * np.einsum("pbs,pta->stab", point.cross, weights, optimize=True)
    curved = np.einsum("sti,stab,abj->ij", basis, bilinear, basis, optimize=True)
    v = _score_change(sums, design, point)
    curved -= 2 * v @ point.covariance @ v.T
    if restricted:
        curved -= _traces(change, point.covariance)
    return (curved + curved.T) / 2


def _expected_hessian(sums, design, point: _Point, change: np.ndarray, restricted: bool) -> np.ndarray:
    """Fisher information of σ, which is always positive definite: Σ n tr(WEᵢWEⱼ), less for REML what the means take."""
    basis, weights = _halves(len(point.sigma)), point.weights
    bilinear = np.einsum("p,pbs,pta->stab", sums.n, weights, weights, optimize=True)
    if restricted:
        taken = weights @ _uncertainty_of_means(sums, design, point.covariance) @ weights
        bilinear -= 2 * np.einsum("pbs,pta->stab", taken, weights, optimize=True)
    expected = np.einsum("sti,stab,abj->ij", basis, bilinear, basis, optimize=True)
    if restricted:
        expected += _traces(change, point.covariance)
    return (expected + expected.T) / 2


def _score_change(sums: PatternSums, design: np.ndarray, point: _Point) -> np.ndarray:
    """−∂(score of θ)/∂σ_k at fixed θ: L' Σ_p W E_k W (Σ(y − Bz)z'), (k, m)."""
    basis, weights = _halves(len(point.sigma)), point.weights
    pull = np.einsum("psx,pyq->xysq", weights, weights @ point.residual, optimize=True)
    return np.einsum("xyk,xysq->ksq", basis, pull, optimize=True).reshape(basis.shape[2], -1) @ design


def _traces(change: np.ndarray, covariance: np.ndarray) -> np.ndarray:
    """tr(C İᵢ C İⱼ)."""
    turned = covariance @ change
    return np.einsum("iab,jba->ij", turned, turned, optimize=True)


def _newton(sums, design, point: _Point, change, gradient, restricted: bool) -> np.ndarray:
    """Downhill step times −1: Newton's where the surface is convex here, else Fisher scoring's."""
    for curvature in (_hessian, _expected_hessian):
        try:
            root = np.linalg.cholesky(curvature(sums, design, point, change, restricted))
        except np.linalg.LinAlgError:
            continue
        return np.linalg.solve(root.T, np.linalg.solve(root, gradient))
    raise CannotFit("the scores of some checkpoints determine those of others")


def _walk(sums, design, point: _Point, direction, promised: float, restricted: bool) -> _Point | None:
    """The first point on the way, halving the step, whose likelihood is better (Armijo's rule); None where there is none."""
    step, basis = 1.0, _halves(len(point.sigma))
    while step > 1e-10:
        try:
            there = _evaluate(sums, design, point.sigma - step * (basis @ direction), restricted)
        except np.linalg.LinAlgError:
            step /= 2
            continue
        if there.deviance <= point.deviance - 1e-4 * step * promised + 1e-12 * abs(point.deviance):
            return there
        step /= 2
    return None


def _refuse_singular(sigma: np.ndarray) -> None:
    spread = np.sqrt(np.diag(sigma))
    if np.linalg.eigvalsh(sigma / np.outer(spread, spread))[0] < NEARLY_SINGULAR:
        raise CannotFit("the scores of some checkpoints determine those of others")
