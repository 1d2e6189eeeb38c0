# Compares the Aalen-Johansen estimates of the crate `attrition` with R on 200 random data sets with
# three competing outcomes, ties, censoring and, in every second set, left truncation. Shares against
# `survival` (and `etm`), Greenwood-type variances against `etm`.
#
#   cargo build -p attrition --example aalen_johansen
#   Rscript benches/compare/aalen_johansen.R target/debug/examples/aalen_johansen
#
# Needs the packages survival and etm (Debian: r-cran-survival, r-cran-etm). Ends with status 1 if any
# difference is above 1e-9.
suppressPackageStartupMessages({ library(survival); library(etm) })
ours <- commandArgs(trailingOnly = TRUE)[1]
set.seed(20261126)
sets <- lapply(1:200, function(set) {
  n <- sample(20:200, 1)
  until <- 1 + rgeom(n, runif(1, 0.01, 0.2))
  after <- if (set %% 2 == 0) pmax(0, until - 1 - rgeom(n, 0.1)) * rbinom(n, 1, 0.4) else rep(0, n)
  outcome <- sample(0:3, n, replace = TRUE, prob = c(0.3, 0.4, 0.2, 0.1))
  data.frame(set = set, after = after, until = until, outcome = outcome)
})
all <- do.call(rbind, sets)
lines <- with(all, paste(set, ifelse(after == 0, "", after), until, outcome, sep = ","))
printed <- read.csv(text = system2(ours, input = lines, stdout = TRUE), header = FALSE)
worst <- c(share = 0, etm_share = 0, variance = 0)
compared <- 0
for (data in sets) {
  mine <- printed[printed$V1 == data$set[1], ]
  state <- factor(data$outcome, 0:3, c("open", "1", "2", "3"))
  fit <- survfit(Surv(after, until, state) ~ 1, data = cbind(data, id = seq_len(nrow(data))), id = id)
  at <- match(mine$V2, fit$time)
  stopifnot(!anyNA(at))
  columns <- match(c("(s0)", "1", "2", "3"), fit$states)
  known <- !is.na(columns)
  theirs <- fit$pstate[at, columns[known], drop = FALSE]
  worst["share"] <- max(worst["share"], abs(as.matrix(mine[, 4:7])[, known] - theirs))
  # etm wants the initial state, the state reached and both days.
  moves <- with(data, data.frame(id = seq_along(after), from = 0,
    to = ifelse(outcome == 0, "cens", as.character(outcome)), entry = after, exit = until))
  present <- sort(unique(data$outcome[data$outcome > 0]))
  possible <- matrix(FALSE, 4, 4)
  possible[1, present + 1] <- TRUE
  model <- etm(moves, as.character(0:3), possible, "cens", s = 0)
  for (k in present) {
    share <- trprob(model, paste(0, k), mine$V2)
    variance <- trcov(model, paste(0, k), mine$V2)
    worst["etm_share"] <- max(worst["etm_share"], abs(mine[, 4 + k] - share))
    worst["variance"] <- max(worst["variance"], abs(mine[, 7 + k] - variance))
    compared <- compared + length(share)
  }
}
cat(sprintf("%d data sets, %d values of each kind; largest difference:\n", length(sets), compared))
cat(sprintf("  share against survival  %.3e\n  share against etm       %.3e\n  variance against etm    %.3e\n",
            worst["share"], worst["etm_share"], worst["variance"]))
quit(status = if (all(worst <= 1e-9)) 0 else 1)
