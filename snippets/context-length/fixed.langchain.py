from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, trim_messages
from langchain_mistralai import ChatMistralAI

llm = ChatMistralAI(model="ministral-3b-latest", max_tokens=2_000)

# A conversation that grows with every turn.
history = [SystemMessage("You advise a beekeeper.")]
for week in range(1, 401):
    advice = f"In week {week}: " + "Check the hives for food and mites. " * 40
    history += [HumanMessage(f"What should I do in week {week}?"), AIMessage(advice)]
history.append(HumanMessage("What did you say about week 400?"))

# The model takes 131,072 tokens (GET /v1/models, 2026-08-14). The counter estimates them from the
# characters, so the limit leaves room for its error, and for the answer.
recent = trim_messages(
    history, max_tokens=100_000, token_counter="approximate", start_on="human", include_system=True
)
if history[-1] not in recent:  # `trim_messages` leaves out even the question if it does not fit
    raise ValueError("The question and what follows it are too long.")
print(llm.invoke(recent).content)
