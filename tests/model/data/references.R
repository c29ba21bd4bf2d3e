# Makes the files that the tests compare with:   cd tests/model/data && Rscript references.R
# Run with R 4.2.2 and psych 2.2.9 (Debian 12: apt-get install r-cran-psych). The tests need no R.
#
# sheets.csv and responses.csv are simulated. The data set bfi of psych (2,800 people of the
# SAPA project) is not shipped: its covariances are.
#
# For careless 1.2.2 the three definitions are written out below in base R; where the package
# is installed they are checked against it.

library(psych)

write_csv <- function(x, file) {
  write.csv(format(x, digits = 15, trim = TRUE), file, row.names = FALSE, quote = FALSE)
}

# careless 1.2.2: rle() makes every NA a run of its own

sheets <- read.csv("sheets.csv")
per_axis <- rep(4, 7)

longest_run <- function(sheet) max(rle(as.numeric(sheet))$lengths)

half_means <- function(sheet, remainder) {
  sapply(split(as.numeric(sheet), rep(seq_along(per_axis), per_axis)), function(answers) {
    mean(answers[seq_along(answers) %% 2 == remainder], na.rm = TRUE)
  })
}

inconsistency <- function(sheet) {
  r <- suppressWarnings(
    cor(half_means(sheet, 0), half_means(sheet, 1), use = "pairwise.complete.obs")
  )
  -max(2 * r / (1 + r), -1)
}

careless <- data.frame(
  longstring = apply(sheets, 1, longest_run),
  irv = apply(sheets, 1, sd, na.rm = TRUE),
  even_odd = apply(sheets, 1, inconsistency)
)
if (requireNamespace("careless", quietly = TRUE)) {
  stopifnot(
    all.equal(careless$longstring, careless::longstring(sheets)),
    all.equal(careless$irv, unname(careless::irv(sheets))),
    all.equal(careless$even_odd, suppressWarnings(careless::evenodd(sheets, per_axis)))
  )
}
write_csv(careless, "careless.csv")

# psych: alpha and item-rest correlations of all rows, omega and SEM of complete rows

keyed <- function(items, reversed) {
  x <- bfi[, items]
  x[, reversed] <- 7 - x[, reversed]
  x
}
tables <- list(
  A = keyed(paste0("A", 1:5), "A1"),
  C = keyed(paste0("C", 1:5), c("C4", "C5")),
  E = keyed(paste0("E", 1:5), c("E1", "E2")),
  N = keyed(paste0("N", 1:5), character(0)),
  O = keyed(paste0("O", 1:5), c("O2", "O5")),
  responses = read.csv("responses.csv")
)

quiet_alpha <- function(x) suppressWarnings(psych::alpha(x, warnings = FALSE))

figures <- do.call(rbind, lapply(names(tables), function(name) {
  x <- tables[[name]]
  complete <- x[complete.cases(x), ]
  R <- cor(complete)
  loadings <- psych::fa(R, nfactors = 1, fm = "minres")$loadings[, 1]
  of_complete <- quiet_alpha(complete)$total
  data.frame(
    table = name,
    alpha = quiet_alpha(x)$total$raw_alpha,
    omega = sum(loadings)^2 / sum(R),
    alpha_of_complete = of_complete$raw_alpha,
    sem_of_complete = sd(rowMeans(complete)) * sqrt(1 - of_complete$raw_alpha)
  )
}))
write_csv(figures, "psych.csv")

items <- do.call(rbind, lapply(names(tables), function(name) {
  x <- tables[[name]]
  data.frame(table = name, item = colnames(x), rest = quiet_alpha(x)$item.stats$r.drop)
}))
write_csv(items, "item_rest.csv")

# Two matrices a scale of bfi: covariances of pairs, and correlations of complete rows

matrices <- do.call(rbind, lapply(c("A", "C", "E", "N", "O"), function(name) {
  x <- tables[[name]]
  both <- cbind(cov(x, use = "pairwise"), cor(x[complete.cases(x), ]))
  colnames(both) <- c(paste0("covariance_", 1:5), paste0("correlation_", 1:5))
  data.frame(table = name, item = colnames(x), both)
}))
write_csv(matrices, "bfi.csv")
