# Looks for a malicious release in the files of this folder that pin versions. Lines are joined
# first, because most of these files write the version on another line than the name.
export LC_ALL=C # these files may hold any bytes
joined=$(mktemp)
trap 'rm -f "$joined"' EXIT

# What these files write between a name and a version. `>`, `^`, `~` and `!` pin nothing.
signs='[^[:alnum:]_!<>~^]{1,8}'
gap="$signs((version|specifier|npm|mistralai(-azure|-gcp)?)$signs){0,2}v?"
table="([^[:alnum:]_]{1,4}\{[^{}]*version)?$gap" # Pipfile.lock, Poetry
gap="($gap|(@[^\"]{1,60}\"|'?: specifier: [^:]{1,60}):? version:? \"?)" # yarn, pnpm
slash='(/|%2f)'

read=
result=0
for file in *requirements*.txt *requirements*.in requirements/*.txt *constraints*.txt \
  pyproject.toml pylock*.toml Pipfile setup.* Dockerfile *.lock package.json package-lock.json \
  npm-shrinkwrap.json *lock.y*ml environment*.y*ml pnpm-workspace.yaml; do
  [ -f "$file" ] || continue
  read="$read $file"
  { echo; cat "$file"; echo; } | tr -d '\0' | tr -s '\r\n\t ' ' ' >"$joined"
  found=$(
    grep -oE -i "[^[:alnum:]_@/-]mistralai( ?\[[^]]*\])?${table}2\.4\.6\.?[^[:alnum:].+-]" "$joined"
    grep -oE -i '[^[:alnum:]_.-]mistralai-2\.4\.6[.-][pt][ya]' "$joined"
    grep -oE -i "@mistralai${slash}mistralai${gap}2\.2\.[234][^[:alnum:]-]" "$joined"
    grep -oE -i "@mistralai${slash}mistralai-[azuregcp]+${gap}1\.7\.[123][^[:alnum:]-]" "$joined"
  )
  if [ -n "$found" ]; then
    printf 'MALICIOUS RELEASE in %s\n%s\n' "$file" "$found"
    result=1
  fi
done
echo "Read:${read:- no lock file, because none is in this folder}"
exit "$result"
