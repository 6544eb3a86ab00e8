import json
import os
import time

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

questions = ["Which is the longest river of Europe?", "Which is its highest mountain?"]
rows = [
    {"custom_id": str(n), "body": {"messages": [{"role": "user", "content": question}]}}
    for n, question in enumerate(questions)
]

# JSON Lines: one request per line, without a list around them.
content = "\n".join(json.dumps(row) for row in rows)
uploaded = client.files.upload(
    file={"file_name": "questions.jsonl", "content": content.encode()},
    purpose="batch",
)
job = client.batch.jobs.create(
    input_files=[uploaded.id],
    model="mistral-small-latest",
    endpoint="/v1/chat/completions",
)
while job.status in ("QUEUED", "RUNNING"):
    time.sleep(2)
    job = client.batch.jobs.get(job_id=job.id)
print(f"{job.status}: {job.failed_requests} of {job.total_requests} rows failed")
if job.error_file:
    print(client.files.download(file_id=job.error_file).read().decode())
if not job.output_file:
    raise SystemExit("No row succeeded.")
answers = {}
for line in client.files.download(file_id=job.output_file).read().splitlines():
    row = json.loads(line)
    answers[row["custom_id"]] = row["response"]["body"]["choices"][0]["message"]["content"]
for row in rows:
    print(answers.get(row["custom_id"]))  # None: the row is in the error file
