from langchain_mistralai import ChatMistralAI

llm = ChatMistralAI(model="mistral-small-latest", max_retries=6)


def ask(content: str):
    return llm.invoke(content)


print(ask("Suggest a name for a coffee shop.").content)
