# Shows what pip would install. Without --dry-run, it installs.
pip install --dry-run \
  "pydantic-ai-slim[mistral]==2.68.0" \
  "mistralai==2.10.1"
