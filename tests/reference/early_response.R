# What R says about areas under the curve and adjusted p-values. Run: Rscript tests/reference/early_response.R
# Its output is kept in early_response_expected_from_r.txt. Needs the package pROC (Debian: r-cran-proc).
suppressPackageStartupMessages(library(pROC))
say <- function(name, ...) cat(name, sprintf("%.12g", c(...)), "\n")
data(aSAH)
for (marker in c("s100b", "wfns", "ndka")) {
  x <- as.numeric(aSAH[[marker]])
  ill <- aSAH$outcome == "Poor"
  curve <- roc(ill, x, levels = c(FALSE, TRUE), direction = "<", quiet = TRUE)
  limits <- ci.auc(curve, method = "delong")
  rank <- suppressWarnings(wilcox.test(x[ill], x[!ill], exact = FALSE, correct = FALSE))
  say(paste0("scores/", marker), x)
  say(paste0("area/", marker), limits[2], limits[1], limits[3], sqrt(var(curve, method = "delong")), rank$p.value)
}
say("outcome", as.numeric(aSAH$outcome == "Poor"))
p <- c(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1)
say("p", p)
say("adjusted/BH", p.adjust(p, "BH"))
say("adjusted/BY", p.adjust(p, "BY"))
q <- c(0.04, 0.01, 0.04, 0.9)
say("q", q)
say("adjusted_q/BH", p.adjust(q, "BH"))
say("adjusted_q/BY", p.adjust(q, "BY"))
