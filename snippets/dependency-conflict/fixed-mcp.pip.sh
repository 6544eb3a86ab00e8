# Shows what pip would install. Without --dry-run, it installs.
pip install --dry-run \
  "mistralai[agents]==3.7.0" \
  "mcp>=2.2,<3"
