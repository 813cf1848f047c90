import { digestOf } from "../../../kernel/digest.ts"
import { Word } from "../../../kernel/word.ts"

/**
 * What a call keeps and no rule looks at, so that the model has it not: the same is said in every small world, and what is kept
 * has to be that.
 */

export const REASONS: readonly string[] = [Word.parse("policyAllows")]
export const OUTPUT = digestOf(new TextEncoder().encode("output"))
