import { sessions } from "../../../kernel/sessions/index.ts"
import { sentences } from "../../../kernel/sessions/sentences.ts"
import { everySentence } from "../../fixtures/sentences.ts"

everySentence(sessions.definition.guards, sentences)
