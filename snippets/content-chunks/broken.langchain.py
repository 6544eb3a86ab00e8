from langchain_mistralai import ChatMistralAI

llm = ChatMistralAI(model="mistral-small-latest", model_kwargs={"reasoning_effort": "high"})

response = llm.invoke("How many days are there in 12 weeks?")
print(response.content.strip())
