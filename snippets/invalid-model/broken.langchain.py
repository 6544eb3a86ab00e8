from langchain_mistralai import ChatMistralAI

llm = ChatMistralAI(model="mistralai:mistral-small-latest")

response = llm.invoke("Summarize: the export button does nothing.")
print(response.content)
