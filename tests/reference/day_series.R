# What R says about one patient's dense series. Run: Rscript tests/reference/day_series.R
# Its output is kept in day_series_expected_from_r.txt.
say <- function(name, ...) cat(name, sprintf("%.12g", c(...)), "\n")

# Annual flow of the Nile, R's own data: the example of strucchange::breakpoints, change after observation 28 (1898)
flow <- as.numeric(Nile)
rss <- function(x) sum((x - mean(x))^2)
one_step <- sapply(7:93, function(k) rss(flow[1:k]) + rss(flow[(k + 1):100]))
k <- (7:93)[which.min(one_step)]
say("nile/step", k, mean(flow[1:k]), mean(flow[(k + 1):100]), rss(flow), min(one_step))
two <- expand.grid(a = 7:86, b = 14:93)
two <- two[two$b - two$a >= 7, ]
two_steps <- mapply(function(a, b) rss(flow[1:a]) + rss(flow[(a + 1):b]) + rss(flow[(b + 1):100]), two$a, two$b)
say("nile/two", unlist(two[which.min(two_steps), ]), min(two_steps))

# Made-up daily values, without randomness, so that every language has the same ones
t <- 0:119
sleep <- 75 + 8 * sin(1.7 * t) + 5 * cos(0.9 * t * t) + 0.02 * t
walk <- 30 + 4 * cos(2.3 * t) + 6 * sin(t * t) + 0.05 * t + 0.5 * c(75, sleep[1:119] - 0)
date <- as.Date("2025-01-06") + t

white <- function(y) {
  days <- factor(as.integer(date[-1]) %% 7)
  c(NA, resid(lm(y[-1] ~ 0 + days + t[-1] + y[-length(y)])))
}
a <- white(sleep)
b <- white(walk)
for (lag in -1:3) {
  at <- 1:120
  at <- at[at + lag >= 1 & at + lag <= 120]
  x <- a[at]
  y <- b[at + lag]
  known <- !is.na(x) & !is.na(y)
  z <- atanh(cor(x[known], y[known]))
  half <- qnorm(1 - 0.025 / 5) / sqrt(sum(known) - 3)
  p <- 2 * pnorm(-abs(z) * sqrt(sum(known) - 3))
  say(paste0("lag/", lag), sum(known), tanh(z), tanh(z - half), tanh(z + half), p)
}
# R's own ccf, which divides by the whole series: close to the pairs above, not equal
say("ccf", ccf(b[-1], a[-1], lag.max = 3, plot = FALSE)$acf[3:7])
# Regression with AR(1) errors agrees on where the relation lies: t values of sleep the day before, and the day after
library(nlme)
frame <- data.frame(w = walk[2:119], before = sleep[1:118], after = sleep[3:120], t = t[2:119])
fit <- gls(w ~ before + after + t, frame, correlation = corAR1())
say("gls/t", summary(fit)$tTable[c("before", "after"), "t-value"])

# Before and after, as t.test by Welch
before <- c(12, 15, 11, 14, 13, 16)
after <- c(20, 18, 25, 22, 19)
test <- t.test(after, before)
say("welch", test$estimate[1] - test$estimate[2], test$conf.int, median(before), median(after), sd(before), sd(after))

# Root mean square of successive differences over the mean, as psych::rmssd
steps <- c(3000, 5200, 800, 4100, 3900, 7000, 1200, 2600, 3100, 4400)
say("unevenness", sqrt(mean(diff(steps)^2)) / mean(steps))
