import re
import sys
from importlib.metadata import PackageNotFoundError, version  # importing the SDK would run 2.4.6
from pathlib import Path

FILES = ["*requirements*.txt", "*requirements*.in", "requirements/*.txt", "*constraints*.txt"]
FILES += ["pyproject.toml", "pylock*.toml", "Pipfile", "setup.*", "Dockerfile*", "*.lock"]
FILES += ["package.json", "package-lock.json", "npm-shrinkwrap.json", "*lock.y*ml"]
FILES += ["environment*.y*ml", "pnpm-workspace.yaml", "node_modules/.package-lock.json"]
# What these files write between a name and a version. `>`, `^`, `~` and `!` pin nothing.
GAP = r"[^\w!<>~^]{1,8}"
GAP = rf"{GAP}(?:(?:version|specifier|npm|mistralai(?:-azure|-gcp)?){GAP}){{0,2}}v?"
TABLE = rf"(?:\W{{1,4}}{{[^{{}}]*version)?{GAP}"  # Pipfile.lock, Poetry
RANGE = r"""(?:@[^"]{1,60}"|'?: specifier: [^:]{1,60}):? version:? "?"""  # yarn, pnpm
NPM = r"@mistralai(?:/|%2f)mistralai"
MALICIOUS = [
    rf"(?<![\w@/-])(mistralai)(?: ?\[[^\]]*\])?{TABLE}(2\.4\.6)(?![\w+-]|\.\w)",
    r"(?<![\w.-])(mistralai)-(2\.4\.6)(?:-py|\.tar)",
    rf"({NPM})(?:{GAP}|{RANGE})(2\.2\.[234])(?![0-9a-z-]|\.\d)",
    rf"({NPM}-(?:azure|gcp))(?:{GAP}|{RANGE})(1\.7\.[123])(?![0-9a-z-]|\.\d)",
]

files = sorted({path for name in FILES for path in Path().glob(name) if path.is_file()})
found = set()
for path in files:
    # PowerShell writes UTF-16, in which every second byte of this text is zero.
    text = path.read_bytes().replace(b"\0", b"").decode(errors="replace")
    for pattern in MALICIOUS:
        for match in re.finditer(pattern, " ".join(text.split()), re.IGNORECASE):
            found.add(f"{path}: {match[1]} {match[2]}")
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
