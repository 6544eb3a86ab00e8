# Shows what pip would install. Without --dry-run, it installs.
pip install --dry-run \
  "mistralai==1.0.0" \
  "mistral-common==1.3.3"
