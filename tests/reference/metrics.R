# What R says about the numbers that metrics/ computes. Run: Rscript tests/reference/metrics.R
# Its output is kept in metrics_expected_from_r.txt, so that the tests mean something where R is not installed.
say <- function(name, ...) cat(name, sprintf("%.12g", c(...)), "\n")

for (pair in list(c(81, 263), c(15, 148), c(0, 20), c(1, 29), c(20, 20), c(12, 40), c(205, 617))) {
  test <- suppressWarnings(prop.test(pair[1], pair[2], correct = FALSE))
  say(paste0("wilson/", pair[1], "/", pair[2]), test$conf.int)
}

# R's own example data: extra hours of sleep of the same 10 people under two drugs (Student 1908)
before <- sleep$extra[sleep$group == 1]
after <- sleep$extra[sleep$group == 2]
test <- t.test(after, before, paired = TRUE)
say("paired/sleep", test$estimate, test$conf.int, sd(after - before))

# Two ratings by the same 10 people: the example of Lakens 2013, as kept in the tests of the R package apa
movie_1 <- c(9, 7, 8, 9, 8, 9, 9, 10, 9, 9)
movie_2 <- c(9, 6, 7, 8, 7, 9, 8, 8, 8, 7)
gain <- movie_1 - movie_2
say("paired/movies", mean(gain), t.test(gain)$conf.int, sd(gain))
say("effects/movies", mean(gain) / sd(gain), mean(gain) / ((sd(movie_1) + sd(movie_2)) / 2))
say("effects/sleep", mean(after - before) / sd(after - before),
    mean(after - before) / ((sd(before) + sd(after)) / 2))

# Frequency weights: 3, 1, 4, 2 equal rows
pain_before <- rep(c(7, 8, 5, 6), c(3, 1, 4, 2))
pain_after <- rep(c(4, 8, 5, 3), c(3, 1, 4, 2))
test <- t.test(pain_before, pain_after, paired = TRUE)
say("paired/weighted", test$estimate, test$conf.int, sd(pain_before - pain_after))

walk <- c(412, 388, 501, 297, 450, 365, 520, 333)
say("mean/walk", mean(walk), t.test(walk)$conf.int, sd(walk))

for (df in c(1, 2, 9, 30, 500)) say(paste0("t/", df), qt(0.975, df))

rci <- function(sd, r) qnorm(0.975) * sd * sqrt(2 * (1 - r))
say("rci/7.5/0.8", rci(7.5, 0.8))
say("rci/12/0.91", rci(12, 0.91))
say("promis/1.8/1.9", qnorm(0.975) * sqrt(1.8^2 + 1.9^2))
