"""Models of effects that depend on one another: levels, outcomes, robust variances."""
