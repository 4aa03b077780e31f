"""Files: `attachment` is the row of one, `keeping` stores it, `opening` gives it out, `sweep` removes orphans."""
