# What R's survival package says about its own published data sets. Run: Rscript tests/reference/survival.R
# Its output is kept in survival_expected_from_r.txt, so that the tests mean something where R is not installed.
suppressPackageStartupMessages(library(survival))
say <- function(name, ...) cat(name, sprintf("%.12g", c(...)), "\n")

curve <- function(name, data, horizon) {
  fit <- survfit(Surv(time, event) ~ 1, data = data, conf.type = "log-log")
  at <- summary(fit)
  say(paste0("km/", name, "/day"), at$time)
  say(paste0("km/", name, "/survival"), at$surv)
  say(paste0("km/", name, "/low"), at$lower)
  say(paste0("km/", name, "/high"), at$upper)
  middle <- quantile(fit, 0.5)
  say(paste0("median/", name), middle$quantile, middle$lower, middle$upper)
  area <- summary(fit, rmean = horizon)$table
  say(paste0("rmst/", name), horizon, area[["rmean"]], area[["se(rmean)"]])
}
leukaemia <- data.frame(time = aml$time, event = aml$status)
curve("aml", leukaemia, 40)
cancer <- data.frame(time = lung$time, event = lung$status - 1)
curve("lung", cancer, 365)

for (case in list(list("aml", survdiff(Surv(time, status) ~ x, data = aml)),
                  list("lung_sex", survdiff(Surv(time, status) ~ sex, data = lung)),
                  list("lung_ecog", survdiff(Surv(time, status) ~ ph.ecog, data = lung)))) {
  test <- case[[2]]
  degrees <- length(test$n) - 1
  say(paste0("logrank/", case[[1]]), test$chisq, degrees, pchisq(test$chisq, degrees, lower.tail = FALSE), test$exp)
}

# Two restricted means in the same people: Diabetic Retinopathy Study, one eye treated by laser and the other not
eyes <- retinopathy[order(retinopathy$id), ]
one <- eyes[eyes$trt == 1, ]; two <- eyes[eyes$trt == 0, ]
stopifnot(all(one$id == two$id))
d <- one
fit_1 <- survfit(Surv(futime, status) ~ 1, data = d)
pull_1 <- residuals(fit_1, times = 48, type = "rmst")
d <- two
fit_2 <- survfit(Surv(futime, status) ~ 1, data = d)
pull_2 <- residuals(fit_2, times = 48, type = "rmst")
means <- sapply(list(fit_1, fit_2), function(fit) summary(fit, rmean = 48)$table[["rmean"]])
say("paired/retinopathy", means, means[1] - means[2], sqrt(sum((pull_1 - pull_2)^2)))
say("paired/retinopathy/days_1", one$futime); say("paired/retinopathy/event_1", one$status)
say("paired/retinopathy/days_2", two$futime); say("paired/retinopathy/event_2", two$status)

# Interval-censored: 46 made-up people seen at odd times, and 60 seen at checkpoints; an event lies in (after, upto]
after <- c(45, 6, 0, 46, 46, 7, 17, 7, 37, 0, 4, 15, 11, 22, 46, 46, 25, 46, 26, 46, 27, 36, 46, 32, 46, 34, 42, 36, 37, 38, 40,
           45, 46, 46, 46, 46, 18, 5, 5, 19, 17, 24, 33, 37, 11, 37)
upto <- c(NA, 10, 7, NA, NA, 16, NA, 14, 44, 8, 11, NA, 15, NA, NA, NA, 37, NA, 40, NA, 34, 44, NA, NA, NA, NA, NA, 48, NA, NA, NA,
          NA, NA, NA, NA, NA, 25, 12, 11, 35, 25, NA, NA, NA, 18, NA)
set.seed(1)
visits <- data.frame(a = sample(c(0, 14, 42, 84), 60, TRUE))
visits$b <- ifelse(runif(60) < 0.35, NA, visits$a + sample(c(28, 42, 90), 60, TRUE))
for (case in list(list("odd", after, upto), list("visits", visits$a, visits$b))) {
  fit <- survfit(Surv(case[[2]] + 1e-6, case[[3]], type = "interval2") ~ 1)
  when <- c(10.5, 20, 30, 47, 60, 100, 150)
  say(paste0("turnbull/", case[[1]], "/after"), case[[2]])
  say(paste0("turnbull/", case[[1]], "/upto"), ifelse(is.na(case[[3]]), -1, case[[3]]))
  say(paste0("turnbull/", case[[1]], "/mass"), sum(diff(1 - c(1, fit$surv)) > 1e-4))
  # the mean log-likelihood at R's estimate, which no other may beat
  step <- stepfun(fit$time, c(1, fit$surv))
  share <- step(case[[2]] + 1e-6) - ifelse(is.na(case[[3]]), 0, step(case[[3]] + 1e-9))
  say(paste0("turnbull/", case[[1]], "/survival"), step(when))
  say(paste0("turnbull/", case[[1]], "/loglik"), sum(log(share)))
}
for (pair in list(c(14, 5), c(9, 9), c(1, 30))) say(paste0("sign/", pair[1], "/", pair[2]), binom.test(pair)$p.value)
