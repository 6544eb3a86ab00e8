from langchain_mistralai import ChatMistralAI

llm = ChatMistralAI(model="mistral-small-latest")

response = llm.invoke("Name three uses of beeswax.")
print(response.content)
