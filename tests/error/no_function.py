# RUN: opt %s
# EXPECT: T0114
# A file of comments.
