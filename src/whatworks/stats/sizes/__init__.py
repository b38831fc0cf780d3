"""Effect sizes and their sampling variances, from every form in which studies report."""
