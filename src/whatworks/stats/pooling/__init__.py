"""Models that pool independent effects: estimators, intervals, counts, Bayes, permutation."""
