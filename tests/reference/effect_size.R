# What R says about standardised mean changes. Run: Rscript tests/reference/effect_size.R
# Its output is kept in effect_size_expected_from_r.txt. Needs the R package effectsize for the lines that name it.
say <- function(name, ...) cat(name, sprintf("%.12g", c(...)), "\n")

# limits of the noncentrality by root finding on R's own noncentral t
limits <- function(t, df) {
  at <- function(p) uniroot(function(l) suppressWarnings(pt(t, df, l)) - p, t + c(-12, 12) * (1 + abs(t) / sqrt(2 * df)), tol = 1e-13)$root
  c(at(0.975), at(0.025))
}

report <- function(name, before, after) {
  gain <- before - after; n <- length(gain); r <- cor(before, after)
  t <- mean(gain) / sd(gain) * sqrt(n)
  s <- c(SRM = sd(gain), d_av = (sd(before) + sd(after)) / 2, d_p = sqrt((var(before) + var(after)) / 2),
         d_rm = sd(gain) / sqrt(2 * (1 - r)), d_b = sd(before))
  J <- gamma((n - 1) / 2) / (sqrt((n - 1) / 2) * gamma((n - 2) / 2))
  for (kind in names(s)) {
    d <- mean(gain) / s[[kind]]
    # d_b: Becker 1988 eq. 6 as in effectsize::repeated_measures_d
    ends <- if (kind == "d_b") d + c(-1, 1) * qnorm(0.975) * sqrt(2 * (1 - r) / n + d^2 / (2 * n))
            else limits(t, n - 1) * sd(gain) / s[[kind]] / sqrt(n)
    say(paste0(name, "/", kind), d, ends, d * J)
  }
  say(paste0(name, "/r"), r)
}
report("movies", c(9, 7, 8, 9, 8, 9, 9, 10, 9, 9), c(9, 6, 7, 8, 7, 9, 8, 8, 8, 7))
report("sleep", sleep$extra[sleep$group == 2], sleep$extra[sleep$group == 1])
report("weighted", rep(c(7, 8, 5, 6), c(3, 1, 4, 2)), rep(c(4, 8, 5, 3), c(3, 1, 4, 2)))

if (requireNamespace("effectsize", quietly = TRUE)) {
  one <- sleep$extra[sleep$group == 2]; two <- sleep$extra[sleep$group == 1]
  d <- effectsize::cohens_d(one - two, verbose = FALSE)
  say("effectsize/cohens_d", d$Cohens_d, d$CI_low, d$CI_high)
  say("effectsize/hedges_g", effectsize::hedges_g(one - two, verbose = FALSE)$Hedges_g)
}
