import { breakGlass } from "../../../kernel/break-glass/index.ts"
import { sentences } from "../../../kernel/break-glass/sentences.ts"
import { everySentence } from "../../fixtures/sentences.ts"

everySentence(breakGlass.definition.guards, sentences)
