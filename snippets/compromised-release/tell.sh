# Prints the lines of lock files that name a malicious release. Most of these files write
# the version on another line than the name, so this also looks for the archive.
status=0
for file in requirements.txt uv.lock poetry.lock package-lock.json pnpm-lock.yaml yarn.lock; do
  [ -f "$file" ] || continue
  found=$(
    grep -nE -w '^mistralai==2\.4\.6' "$file"
    grep -nE '[/"]mistralai-2\.4\.6-py|[/"]mistralai-2\.4\.6\.tar' "$file"
    grep -nE -w '@mistralai/mistralai@2\.2\.[234]' "$file"
    grep -nE '@mistralai/mistralai/-/mistralai-2\.2\.[234]\.tgz' "$file"
    grep -nE -w 'mistralai-azure[@-]1\.7\.[123]|mistralai-gcp[@-]1\.7\.[123]' "$file"
  )
  if [ -n "$found" ]; then
    printf 'MALICIOUS RELEASE in %s\n%s\n' "$file" "$found"
    status=1
  fi
done
exit "$status"
