"""Reading what an installer printed: what went wrong in words, and what a person can do about it."""

import re
import shutil

NO_NETWORK = re.compile(
    r"error sending request|dns error|Name or service not known|Temporary failure in name resolution|ENOTFOUND"
    r"|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|Connection refused|Network is unreachable|Failed to establish a new"
    r"|Max retries exceeded|timed out|CERTIFICATE_VERIFY_FAILED|UnknownIssuer|tunnel",
    re.IGNORECASE,
)
NO_WHEEL = re.compile(
    r"no usable wheels|no wheels? (?:with|for|are)|building source distributions is disabled|only-binary"
    r"|Could not find a version that satisfies|Building wheel|No matching distribution",
    re.IGNORECASE,
)
NO_SPACE = re.compile(r"No space left on device|ENOSPC|Disk quota exceeded")
NO_RIGHT = re.compile(r"Permission denied|EACCES|Read-only file system")
TROUBLE = re.compile(r"error|cannot|could not|failed|denied", re.IGNORECASE)
HASH = re.compile(r"hash mismatch|DO NOT MATCH THE HASHES|EINTEGRITY", re.IGNORECASE)


def explain(text: str) -> tuple[str, str]:
    """Return (what is wrong, what to do) for an installer's output."""
    if NO_SPACE.search(text):
        return "The disk is full.", "Free about 1 GB, then run this again."
    if HASH.search(text):
        return (
            f"A downloaded package is not the one that was locked: {last_line(text, HASH)}",
            "Do not go on: check the package mirror or proxy of this machine, then run this again.",
        )
    if NO_NETWORK.search(text):
        return (
            f"The package registry cannot be reached: {last_line(text, NO_NETWORK)}",
            (
                "Connect this machine to the internet, or set HTTPS_PROXY, PIP_INDEX_URL (pip), UV_INDEX_URL (uv) or"
                " NPM_CONFIG_REGISTRY (npm) to a mirror, then run this again. It is needed once only."
            ),
        )
    if lacks_wheel(text):
        return (
            "A package has no ready-made build for this machine, and no C compiler is installed: "
            + last_line(text, NO_WHEEL),
            (
                "Install a compiler (Debian, Ubuntu: apt install build-essential python3-dev), or use CPython 3.11 to"
                " 3.13 on Linux x86_64 or aarch64, then run this again."
            ),
        )
    if NO_RIGHT.search(text):
        return (
            f"A folder is not writable: {last_line(text, NO_RIGHT)}",
            "Run it as the owner of the folder, then try again.",
        )
    return f"The packages could not be installed: {last_line(text)}", "See the line above; then run this again."


def lacks_wheel(text: str) -> bool:
    """Return whether the output says that a package would have to be compiled."""
    return bool(NO_WHEEL.search(text)) and not NO_NETWORK.search(text)


def has_compiler() -> bool:
    """Return whether a C compiler is on the PATH."""
    return any(shutil.which(name) for name in ("cc", "gcc", "clang"))


def last_line(text: str, about: re.Pattern[str] = TROUBLE) -> str:
    """Return the last line of an output that tells about the trouble, shortened; else its last line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if about.search(line)]
    return ((telling or lines or ["(no output)"])[-1])[:300]
