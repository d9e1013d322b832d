"""Official sources: asked politely, one at a time, and told in one sentence when they do not answer."""
