# What R says about the plain cohort answers. Run: Rscript tests/reference/cohort_answers.R
# Its output is kept in cohort_answers_expected_from_r.txt. Base R, survival and nlme.
library(survival); library(nlme)
say <- function(name, ...) cat(name, sprintf("%.12g", c(...)), "\n")
share <- function(count, total) suppressWarnings(c(count / total, prop.test(count, total, correct = FALSE)$conf.int))
mean_t <- function(x) { x <- x[!is.na(x)]; c(mean(x), t.test(x)$conf.int) }

# Oswestry scores of 24 made-up patients: intake, end, half a year later
start <- c(52, 40, 66, 38, 44, 58, 30, 72, 48, 36, 60, 54, 42, 50, 64, 46, 34, 56, 62, 70, 28, 68, 32, 100)
end   <- c(36, 38, NA, 30, 20, 58, 22, 50, 48, 16, 44, NA, 40, 30, 50, 50, 20, NA, 40, 56, 0, 60, 24, NA)
later <- c(40, 30, 60, NA, 24, 50, 36, 52, NA, 12, 50, 48, 44, 20, 52, NA, 24, 40, 38, 66, 0, NA, 22, NA)

gain <- (start - end)[!is.na(end)]
for (x in sort(unique(gain))) say(paste0("curve/", x), share(sum(gain >= x), length(gain)))
for (x in c(10, 16)) say(paste0("curve/of_due/", x), share(sum(gain >= x), length(start)))
both <- !is.na(end) & !is.na(later)
say("lasting/kept", mean_t((end - later)[both]))
say("lasting/gain_at_end", mean_t((start - end)[both]))
say("lasting/gain_later", mean_t((start - later)[both]))
improved <- !is.na(end) & start - end >= 10
say("lasting/still", share(sum((start - later)[improved & both] >= 10), sum(improved & both)))

r <- 0.9; reference <- 40
seen <- !is.na(end)
pulled <- (1 - r) * (start[seen] - reference)
say("regression/expected", mean_t(pulled))
say("regression/observed", mean_t(gain))
say("regression/beyond", mean_t(gain - pulled))

stayed <- start[seen]; left <- start[!seen]
say("left/stayed", mean_t(stayed)); say("left/left", mean_t(left))
say("left/difference", (mean(left) - mean(stayed)) / sqrt((var(stayed) + var(left)) / 2))

say("floor/best", share(sum(end[seen] == 0), sum(seen)))
say("floor/worst", share(sum(start == 100), length(start)))

days     <- c(3, 9, NA, 20, 14, NA, 40, 5, NA, 2, NA, 13)
followed <- c(60, 60, 60, 60, 60, 30, 60, 60, 60, 10, 60, 60)
old <- followed >= 14
say("plan/changed", share(sum(days[old] <= 14, na.rm = TRUE), sum(old)))
fit <- survfit(Surv(ifelse(is.na(days), followed, days), !is.na(days)) ~ 1)
say("plan/median", summary(fit)$table["median"])

say("forms/filled", share(34, 40)); say("forms/late", share(12, 34)); say("forms/prorated", share(3, 30))
say("benchmark/mean", mean_t(start))
for (mu in c(40, 50, 65)) say(paste0("benchmark/side/", mu), (t.test(start, mu = mu)$p.value < 0.05) * sign(mean(start) - mu))

# the modelled improvement (24 due at the end, 4 of them unseen), and the same if the unseen fared 10 points worse
long <- data.frame(id = rep(seq_along(start), 2), place = rep(1:2, each = length(start)), score = c(start, end))
fit <- gls(score ~ 0 + factor(place), na.omit(long), corSymm(form = ~ place | id), varIdent(form = ~ 1 | place))
modelled <- coef(fit)[[1]] - coef(fit)[[2]]
say("tipping/0", modelled); say("tipping/10", modelled - 10 * mean(is.na(end)))

say("relief", 100 * (c(7, 8, 6.5) - c(4.9, 1.6, 3.25)) / c(7, 8, 6.5))
