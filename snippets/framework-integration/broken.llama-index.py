from llama_index.llms.mistralai import MistralAI

llm = MistralAI(model="mistral-small-2603")

print(llm.complete("Suggest a name for a coffee shop."))
