"""An installer's failure is told as what is wrong and what to do."""

import pytest

from bootstrap.diagnosis import explain

CASES = {
    "no network": (
        "error: error sending request for url\n  dns error: no such host",
        "cannot be reached",
        "HTTPS_PROXY",
    ),
    "npm without network": (
        "npm error code ENOTFOUND\nnpm error A complete log of this run can be found in: debug-0.log",
        "cannot be reached: npm error code ENOTFOUND",
        "mirror",
    ),
    "refused certificate": ("invalid peer certificate: UnknownIssuer", "cannot be reached", "mirror"),
    "no wheel": ("hint: `pandas` has no usable wheels", "no C compiler is installed", "build-essential"),
    "full disk": ("OSError: [Errno 28] No space left on device", "disk is full", "Free"),
    "tampered package": ("Hash mismatch for `flask==3.1.3`", "not the one that was locked", "Do not go on"),
    "closed folder": ("error: Permission denied (os error 13)", "not writable", "owner"),
    "anything else": ("first line\nerror: the moon is full", "the moon is full", "run this again"),
}


@pytest.mark.parametrize(("output", "problem", "remedy"), CASES.values(), ids=CASES.keys())
def test_explain(output: str, problem: str, remedy: str) -> None:
    told = explain(output)
    assert problem in told[0]
    assert remedy in told[1]
