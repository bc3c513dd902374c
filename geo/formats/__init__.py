"""From the bytes of a file to an article: plain text, HTML, PDF and Word, each behind limits that are told in one sentence."""
