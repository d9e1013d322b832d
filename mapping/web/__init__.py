"""Routes served beside the pages, in the same process."""
