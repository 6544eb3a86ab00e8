# Python 3.12 asks the index what it can install.
pip install --dry-run --target lib \
  --python-version 3.12 --only-binary=:all: \
  "mistralai>=3"
