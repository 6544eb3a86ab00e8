import litellm

response = litellm.completion(
    model="mistral/mistral-small-latest",  # the provider, then the id
    messages=[{"role": "user", "content": "Suggest a name for a coffee shop."}],
)
print(response.choices[0].message.content)
