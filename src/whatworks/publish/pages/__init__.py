"""The pages of the report: each module gathers what one kind of page shows."""
