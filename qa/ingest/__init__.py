"""From files to articles, passages and a published generation."""
