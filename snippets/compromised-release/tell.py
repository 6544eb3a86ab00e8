import re
import sys
from importlib.metadata import PackageNotFoundError, version  # importing the SDK would run 2.4.6
from pathlib import Path

FILES = ["requirements.txt", "constraints.txt", "uv.lock", "poetry.lock", "pdm.lock", "pylock.toml"]
FILES += ["Pipfile.lock", "package-lock.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"]
# What these files write between a name and a version.
PYPI = "|".join([" ?={2,3} ?", r'"\s+version = "', r'": \{[^}]+"version": "=='])
NPM = "|".join(
    [
        "@(?:npm:)?",  # pnpm, bun, the archive's name
        "/",  # pnpm before 8
        r'": \{\s+"version": "',  # npm
        r'@.+:\n +version:? "?',  # yarn
        r"':\n +specifier: .+\n +version: ",  # pnpm
    ]
)
MALICIOUS = [
    rf"(?<![\w@/.-])(mistralai)(?:\[[\w, -]+\])?(?:{PYPI})(2\.4\.6)(?![\w.-])",
    rf"(@mistralai/mistralai)(?:{NPM})(2\.2\.[234])(?![\w.-])",
    rf"(@mistralai/mistralai-(?:azure|gcp))(?:{NPM})(1\.7\.[123])(?![\w.-])",
]

found = set()
for name in FILES:
    text = Path(name).read_text(encoding="utf-8") if Path(name).is_file() else ""
    for pattern in MALICIOUS:
        found |= {f"{name}: {match[1]} {match[2]}" for match in re.finditer(pattern, text)}
try:
    installed = version("mistralai")
except PackageNotFoundError:
    installed = "none"
if installed == "2.4.6":
    found.add("this Python: mistralai 2.4.6")

print(f"Installed in this Python: mistralai {installed}")
for one in sorted(found):
    print(f"MALICIOUS RELEASE in {one}")
sys.exit(1 if found else 0)
