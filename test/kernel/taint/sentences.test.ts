import { taint } from "../../../kernel/taint/index.ts"
import { sentences } from "../../../kernel/taint/sentences.ts"
import { everySentence } from "../../fixtures/sentences.ts"

everySentence(taint.definition.guards, sentences)
