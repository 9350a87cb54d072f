"""From a notice to the person it is for: by which ways, when, in which words, and what came of it."""
