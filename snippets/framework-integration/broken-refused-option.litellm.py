import litellm

response = litellm.completion(
    model="mistral/mistral-small-latest",
    messages=[{"role": "user", "content": "Suggest a name for a coffee shop."}],
    frequency_penalty=0.5,
)
print(response.choices[0].message.content)
