import litellm

response = litellm.completion(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Suggest a name for a coffee shop."}],
)
print(response.choices[0].message.content)
