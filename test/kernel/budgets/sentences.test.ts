import { budgets } from "../../../kernel/budgets/index.ts"
import { sentences } from "../../../kernel/budgets/sentences.ts"
import { everySentence } from "../../fixtures/sentences.ts"

everySentence(budgets.definition.guards, sentences)
