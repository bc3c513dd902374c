"""News in pieces: put together at random they make sentences that no rule foresaw."""

WORDS = (
    "Rebels", "the army", "Ukraine’s president", "Volodymyr Zelensky", "a spokesman", "RSF (Rapid Support Forces)", "he", "both sides",
    "TASS", "said", "denied", "says that", "accused", "claimed on Tuesday", "was quoted as saying", "according to", "reported", "warned of",
    "shelled", "attack on", "clashes between", "killed at least 1,234,567.8", "evacuated", "talks in", "the fall of", "has not been",
    "Kyiv", "Goma", "north of Sumy", "10 km from", "Springfield, Ohio", "the X, Y and Z regions", "villages in", "Суджа", "Бахмут",
    "48.5N 37.9E", "50°54′N 34°48′E", "37U DQ 12345 67890", "near the border", "Port-au-Prince", "SOUTH SUDAN",
    "on 31 February", "yesterday", "in March 2024", "between 1 and 3 May", "99/99/9999", "the 1990s", "at 25:61", "last last week",
    "“", "”", '"', "'", "‘", "’", "(", ")", ",", ".", ";", ":", "—", "-", "…", "?!", "\n", "\n\n", "\t", "\u00a0", "\u2028", "\r", " - ",
    "\u202e", "\u200b", "\ufeff", "\x00", "🔥", "é", "ß", "İ", "ﬁ", "<script>", "&amp;", "http://a.example/x?y=z", "@user", "#tag",
)  # fmt: skip


def words(data: bytes) -> str:
    """Return the text that bytes stand for: most stand for a piece, the others begin three bytes of any letters."""
    parts = []
    at = 0
    while at < len(data):
        if data[at] < len(WORDS):
            parts.append(WORDS[data[at]])
        else:
            parts.append(data[at + 1 : at + 4].decode("utf-8", "ignore"))
            at += 3
        at += 1
    return " ".join(parts)


def spelled(*chosen: str) -> bytes:
    """Return the bytes that stand for pieces."""
    return bytes(WORDS.index(word) for word in chosen)
