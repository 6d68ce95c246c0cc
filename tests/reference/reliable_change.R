# What R says about reliable change, cut-offs and quantiles of a band. Run: Rscript tests/reference/reliable_change.R
# Its output is kept in reliable_change_expected_from_r.txt, so that the tests mean something where R is not installed.
# Formulas as in the R package clinicalsignificance (R/calc_rci_jt.R, calc_rci_en.R, calc_rci_gln.R, calc_cutoff.R), written anew.
say <- function(name, ...) cat(name, sprintf("%.12g", c(...)), "\n")

# The cases of that package's own tests: pre 30, 20, 10, 8, 6, 4, 2; post 2; mean 5, SD 7, reliability 0.80
pre <- c(30, 20, 10, 8, 6, 4, 2)
post <- rep(2, 7)
m <- 5; s <- 7; r <- 0.80
se <- s * sqrt(1 - r)
say("jt/package", (post - pre) / sqrt(2 * se^2))
say("en/package", (post - (r * (pre - m) + m)) / se)
say("gln/package", ((post - m) - r * (pre - m)) / (s * sqrt(1 - r^2)))

cutoff <- function(m0, s0, m1, s1, direction) {
  c(m0 + direction * 2 * s0, m1 - direction * 2 * s1, (s0 * m1 + s1 * m0) / (s0 + s1))
}
say("cutoff/bdi", cutoff(35.48, 8.16, 8, 8, -1))
say("cutoff/jt", cutoff(40, 7.5, 60, 7.5, 1))

# A band from a table of scores and counts, and one from R's own example data: R's quantile, definition 6
metres <- rep(c(412, 388, 501, 297, 450, 365, 520, 333), c(1, 2, 1, 1, 3, 1, 1, 1))
say("band/walk", quantile(metres, c(0.10, 0.25, 0.50, 0.75, 0.90), type = 6))
say("band/faithful", quantile(faithful$waiting, c(0.10, 0.25, 0.50, 0.75, 0.90), type = 6))

# Between the k-th lowest and the k-th highest of n lies a new one with probability (n + 1 - 2k)/(n + 1): the beta
# distribution of order statistics. Here k = 0.1(n + 1), a whole number for these n.
holds <- function(n) {
  k <- 0.1 * (n + 1)
  integrate(function(p) p * dbeta(p, n + 1 - 2 * k, 2 * k), 0, 1)$value
}
say("holds/29", holds(29))
say("holds/39", holds(39))
