"""What an intervention costs against what it does."""
