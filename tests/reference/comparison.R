# What R says about the fair comparison of groups. Run: Rscript tests/reference/comparison.R tests/reference/comparison_patients.csv
# Its output is kept in comparison_expected_from_r.txt. The patients are made up.
library(MASS)
say <- function(name, ...) cat(name, sprintf("%.12g", c(...)), "\n")

path <- commandArgs(trailingOnly = TRUE)[1]
all <- read.csv(path, stringsAsFactors = TRUE)
cuts <- c(32, 40, 48, 56)
for (i in 1:4) all[[paste0("k", i)]] <- pmax(all$b - cuts[i], 0)
all$band <- factor(cut(all$b, c(-Inf, cuts, Inf), labels = FALSE))
all$g <- all$b - all$y
d <- all[!is.na(all$y), ]
most <- function(f) names(which.max(table(f)))
for (trait in c("sex", "age_band", "pain_band", "payer")) {
  all[[trait]] <- relevel(all[[trait]], ref = most(d[[trait]]))
  d[[trait]] <- relevel(d[[trait]], ref = most(d[[trait]]))
}
formula <- g ~ b + k1 + k2 + k3 + k4 + sex + age_band + pain_band + payer

plain <- lm(formula, d)
say("lm", coef(plain))
say("lm/rss", sum(resid(plain)^2))
for (lambda in c(0.5, 20, 300)) say(paste0("ridge/", lambda), coef(lm.ridge(formula, d, lambda = lambda)))

# Cross-validated share of variance with lambda = 0.1 per patient, fold by fold
error <- blank <- 0
for (fold in 0:7) {
  train <- d[d$fold != fold, ]
  test <- d[d$fold == fold, ]
  fit <- coef(lm.ridge(formula, train, lambda = 0.1 * nrow(train)))
  x <- cbind(1, model.matrix(formula, test)[, -1])
  error <- error + sum((test$g - x %*% fit)^2)
  blank <- blank + sum((test$g - mean(train$g))^2)
}
say("cv", 1 - error / blank)

# Observed minus expected, by group, with the t interval of the group's residuals, 95 % for the five groups together
fitted <- cbind(1, model.matrix(formula, d)[, -1]) %*% coef(lm.ridge(formula, d, lambda = 0.1 * nrow(d)))
r <- as.numeric(d$g - fitted)
for (group in levels(d$grp)) {
  mine <- r[d$grp == group]
  say(paste0("group/", group), length(mine), mean(d$g[d$grp == group]), mean(mine), t.test(mine, conf.level = 1 - 0.05 / 5)$conf.int)
}

# Being observed: logistic regression, stabilised by group, truncated at the 1st and 99th percentile of the observed
all$seen <- as.integer(!is.na(all$y))
model <- glm(seen ~ grp + band + sex + age_band + pain_band + payer, binomial, all, control = list(epsilon = 1e-12, maxit = 60))
say("glm", coef(model))
p <- fitted(model)[all$seen == 1]
share <- ave(all$seen, all$grp)[all$seen == 1]
w <- share / p
ends <- quantile(w, c(0.01, 0.99), type = 1)
w <- pmin(pmax(w, ends[1]), ends[2])
say("weights", range(w), sum(w)^2 / sum(w^2))
# Weighted least squares of the residuals on a constant, sandwich variance with n/(n - 1), t on Kish's effective n - 1
for (group in levels(d$grp)) {
  mine <- d$grp == group
  v <- w[mine]
  mean_w <- sum(v * r[mine]) / sum(v)
  n <- sum(mine)
  error <- sqrt(sum(v^2 * (r[mine] - mean_w)^2) * n / (n - 1)) / sum(v)
  effective <- sum(v)^2 / sum(v^2)
  say(paste0("weighted/", group), mean_w, error, effective, mean_w + c(-1, 1) * qt(1 - 0.025 / 5, effective - 1) * error)
}

# Empirical Bayes with Paule and Mandel's tau^2, the log risk ratios of 13 BCG trials (Colditz et al. 1994, as dat.bcg in metafor)
tpos <- c(4, 6, 3, 62, 33, 180, 8, 505, 29, 17, 186, 5, 27)
tneg <- c(119, 300, 228, 13536, 5036, 1361, 2537, 87886, 7470, 1699, 50448, 2493, 16886)
cpos <- c(11, 29, 11, 248, 47, 372, 10, 499, 45, 65, 141, 3, 29)
cneg <- c(128, 274, 209, 12619, 5761, 1079, 619, 87892, 7232, 1600, 27197, 2338, 17825)
y <- log((tpos / (tpos + tneg)) / (cpos / (cpos + cneg)))
v <- 1 / tpos - 1 / (tpos + tneg) + 1 / cpos - 1 / (cpos + cneg)
excess <- function(t2) {
  k <- 1 / (v + t2)
  sum(k * (y - sum(k * y) / sum(k))^2) - (length(y) - 1)
}
t2 <- uniroot(excess, c(0, 10), tol = 1e-13)$root
k <- 1 / (v + t2)
mu <- sum(k * y) / sum(k)
say("bcg/y", y)
say("bcg/se", sqrt(v))
say("bcg/tau2", t2, mu, sqrt(1 / sum(k)))
say("bcg/shrunken", mu + t2 / (t2 + v) * (y - mu))
# With tau^2 and mu known, shrinking is what a normal prior does: posterior of trial 1, by integration
grid <- seq(-6, 4, length.out = 400001)
post <- dnorm(y[1], grid, sqrt(v[1])) * dnorm(grid, mu, sqrt(t2))
say("bcg/posterior", sum(grid * post) / sum(post))

# Funnel of shares with additive over-dispersion, written from the formulas of FunnelPlotR's od_adjustment.R
count <- c(14, 40, 22, 9, 61, 35, 18, 27)
total <- c(50, 90, 40, 45, 110, 120, 35, 60)
target <- asin(sqrt(sum(count) / sum(total)))
s <- 1 / (2 * sqrt(total))
z <- (asin(sqrt(count / total)) - target) / s
q <- quantile(z, c(0.1, 0.9))
wz <- pmin(pmax(z, q[1]), q[2])
phi <- sum(wz^2) / length(wz)
tau2 <- max(0, (length(z) * phi - (length(z) - 1)) / (sum(1 / s^2) - sum(1 / s^4) / sum(1 / s^2)))
say("funnel/z", z)
say("funnel/od", sum(count) / sum(total), phi, tau2)
se <- sqrt(1 / (4 * 60) + tau2)
say("funnel/limits60", sin(target + c(-1, 1) * qnorm(0.975) * se)^2, sin(target + c(-1, 1) * qnorm(0.999) * se)^2)

# Standardised differences of group A against the others
a <- all$grp == "A"
say("smd/b", (mean(all$b[a]) - mean(all$b[!a])) / sqrt((var(all$b[a]) + var(all$b[!a])) / 2))
m <- all$payer == "medicaid"
p1 <- mean(m[a])
p2 <- mean(m[!a])
say("smd/medicaid", (p1 - p2) / sqrt((p1 * (1 - p1) + p2 * (1 - p2)) / 2))
