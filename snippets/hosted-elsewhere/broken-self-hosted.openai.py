import os

from openai import OpenAI

client = OpenAI(base_url="https://vllm.example.com/v1", api_key=os.environ["VLLM_API_KEY"])

response = client.chat.completions.create(
    model="mistralai/Mistral-7B-Instruct-v0.3",
    messages=[
        {"role": "system", "content": "Answer in one sentence."},
        {"role": "user", "content": "What is the capital of Ontario?"},
        {"role": "user", "content": "And when was it founded?"},
    ],
)
print(response.choices[0].message.content)
