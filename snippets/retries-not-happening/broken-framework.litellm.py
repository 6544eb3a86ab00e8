import litellm


def ask(content: str):
    return litellm.completion(
        model="mistral/mistral-small-latest",
        messages=[{"role": "user", "content": content}],
        max_retries=5,
    )


print(ask("Suggest a name for a coffee shop.").choices[0].message.content)
