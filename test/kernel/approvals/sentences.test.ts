import { approvals } from "../../../kernel/approvals/index.ts"
import { sentences } from "../../../kernel/approvals/sentences.ts"
import { everySentence } from "../../fixtures/sentences.ts"

everySentence(approvals.definition.guards, sentences)
