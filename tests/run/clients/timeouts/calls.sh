# As calls.py: `calls.sh SECONDS ORIGIN CASE …`
seconds=$1 origin=$2
shift 2
for case; do
  (
    if curl --silent --fail --max-time "$seconds" --output /dev/null --data '{}' \
      "$origin/$case/v1/chat/completions"; then
      echo "$case False"
    else
      echo "$case True"
    fi
  ) &
done
wait
