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

content = json.dumps(rows)
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
print(job.status)
if not job.output_file:
    raise SystemExit(f"No row succeeded. See the error file {job.error_file}.")
result = client.files.download(file_id=job.output_file)
for line in result.read().splitlines():
    print(json.loads(line)["response"]["body"]["choices"][0]["message"]["content"])
