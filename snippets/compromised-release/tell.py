import re
import sys
from importlib.metadata import PackageNotFoundError, version  # importing the SDK would run 2.4.6
from pathlib import Path

FILES = ["*requirements*.txt", "*constraints*.txt", "pyproject.toml", "uv.lock", "poetry.lock"]
FILES += ["pdm.lock", "pylock*.toml", "Pipfile", "Pipfile.lock", "package.json"]
FILES += ["package-lock.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"]
# What these files write between a name and a version.
PYPI = "|".join([r"\s*={2,3}\s*", r'"\s+version = "', r'": \{[^}]+"version": "==', ' = "={0,3}'])
NPM = "|".join(
    [
        "@(?:npm:)?",  # pnpm, bun, yarn
        "/",  # pnpm before 8
        "/-/mistralai(?:-azure|-gcp)?-",  # the address of the archive
        '": "=?',  # package.json
        r'": \{\s+"version": "',  # npm
        r'@.+:\n +version:? "?',  # yarn
        r"':\n +specifier: .+\n +version: ",  # pnpm
    ]
)
MALICIOUS = [
    rf"(?<![\w@/.-])(mistralai)(?:\[[\w, -]+\])?(?:{PYPI})(2\.4\.6)(?![\w.-])",
    r"(?<=[/\"'])(mistralai)-(2\.4\.6)(?:-py|\.tar)",
    rf"(@mistralai/mistralai)(?:{NPM})(2\.2\.[234])(?![0-9A-Za-z-]|\.\d)",
    rf"(@mistralai/mistralai-(?:azure|gcp))(?:{NPM})(1\.7\.[123])(?![0-9A-Za-z-]|\.\d)",
]

files = sorted({path for name in FILES for path in Path().glob(name)})
found = set()
for path in files:
    # PowerShell writes UTF-16, in which every second byte of this text is zero.
    text = path.read_bytes().replace(b"\0", b"").decode(errors="replace")
    for pattern in MALICIOUS:
        found |= {f"{path}: {match[1]} {match[2]}" for match in re.finditer(pattern, text)}
try:
    installed = version("mistralai")
except PackageNotFoundError:
    installed = "none"
if installed == "2.4.6":
    found.add("this Python: mistralai 2.4.6")

print("Read:", ", ".join(map(str, files)) or "no lock file, because none is in this folder")
print(f"Installed in this Python: mistralai {installed}")
for one in sorted(found):
    print(f"MALICIOUS RELEASE in {one}")
sys.exit(1 if found else 0)
