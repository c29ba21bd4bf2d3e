"""The steps, in order. The newest number is also `quiz.store.migrating.HEAD`."""
