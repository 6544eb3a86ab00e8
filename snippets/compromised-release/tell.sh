# Looks for a malicious release in the lock files of this folder. Lines are joined first, because
# most of these files write the version on another line than the name.
joined=$(mktemp)
trap 'rm -f "$joined"' EXIT

read=
status=0
for file in *requirements*.txt *constraints*.txt pyproject.toml Pipfile package.json \
  *.lock pylock*.toml package-lock.json npm-shrinkwrap.json pnpm-lock.yaml; do
  [ -f "$file" ] || continue
  read="$read $file"
  { echo; cat "$file"; echo; } | tr -s '\r\n\t ' ' ' >"$joined"
  found=$(
    grep -oE '[^[:alnum:]_@/.-]mistralai(\[[^]]*\])? ?={2,3} ?2\.4\.6[^[:alnum:].]' "$joined"
    grep -oE '[^[:alnum:]_@/.-]mistralai"? (version )?= "=*2\.4\.6"' "$joined"
    grep -oE -w '"mistralai": \{[^}]*"version": "==2\.4\.6' "$joined"
    grep -oE '[/"]mistralai-2\.4\.6[.-][pt]' "$joined"
    grep -oE -w '@mistralai/mistralai[@/":={ npm versio]+2\.2\.[234]' "$joined"
    grep -oE -w '@mistralai/mistralai@[^ ]+: version:? "?2\.2\.[234]' "$joined"
    grep -oE -w '@mistralai/mistralai/-/mistralai-2\.2\.[234]' "$joined"
    grep -oE -w 'mistralai-[azuregcp]+[@/":={ npm versio-]+1\.7\.[123]' "$joined"
    grep -oE -w 'mistralai-[azuregcp]+@[^ ]+: version:? "?1\.7\.[123]' "$joined"
  )
  if [ -n "$found" ]; then
    printf 'MALICIOUS RELEASE in %s\n%s\n' "$file" "$found"
    status=1
  fi
done
echo "Read:${read:- no lock file, because none is in this folder}"
exit "$status"
