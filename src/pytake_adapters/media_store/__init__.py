"""Where files of messages lie, and who looks into them."""
