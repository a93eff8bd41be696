"""What answers HTTP; the first of ours that an API function imports."""

import gc

# A cold start makes some hundred thousand objects that live as long as the container. With the usual threshold the
# collector goes through them again and again, and finds nothing.
gc.set_threshold(50_000, 20, 50)
