# Shows what pip would install. Without --dry-run, it installs.
pip install --dry-run \
  "mistralai"
