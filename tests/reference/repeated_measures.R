# What R says about repeated-measures models. Run: Rscript tests/reference/repeated_measures.R (from anywhere)
# Its output is kept in repeated_measures_expected_from_r.txt. Needs nlme (comes with R) and emmeans for the degrees of freedom.
library(nlme)
say <- function(name, ...) cat(name, sprintf("%.12g", c(...)), "\n")
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
# natural = FALSE and the step make the numeric Hessian that the degrees of freedom rest on good enough
tight <- glsControl(tolerance = 1e-11, msTol = 1e-13, maxIter = 500, msMaxIter = 500, natural = FALSE, .relStep = 1e-4)

unstructured <- function(formula, data, method = "REML")
  gls(formula, data, correlation = corSymm(form = ~ place | id), weights = varIdent(form = ~ 1 | place),
      method = method, na.action = na.omit, control = tight)

sigma_of <- function(fit, times) {
  correlation <- diag(times)
  values <- coef(fit$modelStruct$corStruct, unconstrained = FALSE)
  correlation[lower.tri(correlation)] <- values
  correlation <- correlation + t(correlation) - diag(times)
  spread <- fit$sigma * coef(fit$modelStruct$varStruct, unconstrained = FALSE, allCoef = TRUE)[as.character(seq_len(times))]
  (spread %o% spread) * correlation
}

# Growth of 27 children (Potthoff & Roy 1964), as in R's data set nlme::Orthodont
growth <- as.data.frame(Orthodont)
growth$id <- as.character(growth$Subject)
growth$place <- (growth$age - 6) / 2
growth$age_f <- factor(growth$age)
for (id in sort(unique(growth$id))) cat(paste0("data/", id), growth$distance[growth$id == id], "\n")
# ... and with 9 values at age 10 taken away: those of the children who were smallest at age 8
# (11 girls and 16 boys; who loses theirs is a rule, so that the missing values depend on what was seen)
low <- sapply(split(growth, growth$Sex), function(part) {
  first <- part[part$age == 8, ]; head(first$id[order(first$distance, first$id)], 5)
})
fewer <- growth
fewer$distance[fewer$id %in% low & fewer$age == 10] <- NA

report <- function(name, data, method) {
  fit <- unstructured(distance ~ 0 + Sex:age_f, data, method)
  say(paste0(name, "/", method, "/loglik"), as.numeric(logLik(fit)))
  say(paste0(name, "/", method, "/means"), coef(fit))
  say(paste0(name, "/", method, "/errors"), sqrt(diag(vcov(fit))))
  say(paste0(name, "/", method, "/sigma"), sigma_of(fit, 4))
}
for (method in c("REML", "ML")) { report("growth", growth, method); report("fewer", fewer, method) }

# Scores of a made-up clinic
wide <- read.csv(file.path(here, "repeated_measures_scores.csv"), comment.char = "#")
checkpoints <- names(wide)[-1]
wide$id <- seq_len(nrow(wide))
long <- reshape(wide, direction = "long", varying = list(checkpoints), v.names = "score", timevar = "place", idvar = "id")

long$checkpoint <- factor(checkpoints[long$place], levels = checkpoints)
long$site <- factor(long$site)
long <- long[order(long$id, long$place), ]
seen <- long[!is.na(long$score), ]

fit <- unstructured(score ~ 0 + checkpoint, long)
say("clinic/loglik", as.numeric(logLik(fit)))
say("clinic/means", coef(fit))
say("clinic/errors", sqrt(diag(vcov(fit))))
say("clinic/sigma", sigma_of(fit, 4))
fit <- unstructured(score ~ 0 + site:checkpoint, long)
say("sites/loglik", as.numeric(logLik(fit)))
say("sites/means", coef(fit))
say("sites/errors", sqrt(diag(vcov(fit))))

# One mean at intake for all sites (constrained longitudinal data analysis)
long$cell <- factor(ifelse(long$place == 1, "intake", paste(long$checkpoint, long$site, sep = "/")))
fit <- unstructured(score ~ 0 + cell, long)
say("common/loglik", as.numeric(logLik(fit)))
for (name in names(coef(fit))) say(paste0("common/", sub("cell", "", name)), coef(fit)[name], sqrt(diag(vcov(fit)))[name])

# The intake score as covariate, with a slope at each later checkpoint
first <- long[long$place == 1, c("id", "score")]
names(first)[2] <- "start"
later <- merge(long[long$place > 1, ], first)
later <- later[!is.na(later$start) & !is.na(later$score), ]
later <- later[order(later$id, later$place), ]
centre <- mean(tapply(later$start, later$id, head, 1))
later$start <- later$start - centre
later$place <- later$place - 1
later$checkpoint <- droplevels(later$checkpoint)
fit <- unstructured(score ~ 0 + site:checkpoint + checkpoint:start, later)
means <- grep("site", names(coef(fit)))
say("covariate/loglik", as.numeric(logLik(fit)))
say("covariate/centre", centre)
say("covariate/means", coef(fit)[means])
say("covariate/errors", sqrt(diag(vcov(fit)))[means])
say("covariate/sigma", sigma_of(fit, 3))

# Observed information: the likelihood (ML) patient by patient, its maximum and Hessian found numerically
scores <- as.matrix(wide[checkpoints])
scores <- scores[rowSums(!is.na(scores)) > 0, ]
minus_log_likelihood <- function(x) {
  root <- matrix(0, 4, 4)
  root[lower.tri(root, diag = TRUE)] <- x[5:14] * 10
  sigma <- root %*% t(root)
  -sum(apply(scores, 1, function(y) {
    o <- !is.na(y); rest <- (y - 40 - 10 * x[1:4])[o]; part <- sigma[o, o, drop = FALSE]
    -0.5 * (length(rest) * log(2 * pi) + determinant(part)$modulus + sum(rest * solve(part, rest)))
  }))
}
start <- c((colMeans(scores, na.rm = TRUE) - 40) / 10, (1.4 * diag(4) + 0.3)[lower.tri(diag(4), diag = TRUE)])
best <- optim(start, minus_log_likelihood, method = "BFGS", control = list(reltol = 1e-15, maxit = 1000))
best <- optim(best$par, minus_log_likelihood, method = "BFGS", control = list(reltol = 1e-15, maxit = 1000))
spread <- solve(optimHess(best$par, minus_log_likelihood, control = list(ndeps = rep(1e-4, 14))))[1:4, 1:4] * 100
say("observed/loglik", -best$value)
say("observed/errors", sqrt(diag(spread)))
say("observed/change_errors", sqrt(diag(spread)[-1] + spread[1, 1] - 2 * spread[1, -1]))

# Satterthwaite degrees of freedom, as emmeans finds them for gls (it wants to see the formula in the call)
if (!requireNamespace("emmeans", quietly = TRUE)) quit()
suppressPackageStartupMessages(library(emmeans))
fit <- gls(score ~ checkpoint, seen, corSymm(form = ~ place | id), varIdent(form = ~ 1 | place), control = tight)
grid <- emmeans(fit, ~ checkpoint, mode = "satterthwaite", data = seen)
say("clinic/df", as.data.frame(grid)$df)
change <- as.data.frame(contrast(grid, "trt.vs.ctrl1"))
say("clinic/changes", change$estimate)
say("clinic/change_errors", change$SE)
say("clinic/change_df", change$df)
fit <- gls(score ~ site * checkpoint, seen, corSymm(form = ~ place | id), varIdent(form = ~ 1 | place), control = tight)
grid <- emmeans(fit, ~ site * checkpoint, mode = "satterthwaite", data = seen)
say("sites/df", as.data.frame(grid)$df)
both <- as.data.frame(contrast(grid, interaction = c("trt.vs.ctrl1", "trt.vs.ctrl1")))
say("sites/differences", both$estimate)
say("sites/difference_errors", both$SE)
say("sites/difference_df", both$df)
