# Python 3.9 asks the index what it can install.
pip install --dry-run --target lib \
  --python-version 3.9 --only-binary=:all: \
  "mistralai>=3"
