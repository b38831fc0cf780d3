"""What goes wrong in collating, in words a person can act on."""


class CollateError(ValueError):
    """A file or a request that cannot be collated at all. One bad record is never this: it is a reject."""
