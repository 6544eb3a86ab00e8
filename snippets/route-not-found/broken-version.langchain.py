from langchain_mistralai import ChatMistralAI

llm = ChatMistralAI(
    model="mistral-small-latest",
    base_url="https://api.mistral.ai",
)

response = llm.invoke("Suggest a name for a sailing boat.")
print(response.content)
