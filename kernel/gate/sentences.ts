import { domainNames, registry } from "../registry.ts"
import { commandSentences, ownSentences } from "./stages.ts"

/** What the gate itself can give as a reason besides its sentences about a call. One sentence a reason. */
const gate = {
  toolIsKnown: "The policy declares no tool of this name; what is not declared is denied.",
  policyWasEvaluated: "The call could not be read or weighed; what cannot be evaluated is denied.",
  recordIsWithinBounds: "The record of this would be larger than a record may be; ask for less at once.",
  credentialIsKnown: "The log has nothing of this credential, or no longer of its session; mint another one.",
  unknown: "There is nothing of this id.",
  taken: "There is something of this id already.",
  clockIsNotBehind:
    "The clock is behind the newest record. Set the clock of this machine right; where it is right, an administrator runs `interlock clock confirm`.",
  clockIsNotAhead:
    "The clock is far ahead of what is known of the time. Set the clock of this machine right; where it is right, an administrator runs `interlock clock confirm`.",
  clockKeepsPace:
    "The clock stands still, or was set back. Set the clock of this machine right; where it is right, an administrator runs `interlock clock confirm`.",
} as const

const saysOf = (table: Readonly<Record<string, { readonly says: string }>>) =>
  Object.entries(table).map(([name, { says }]) => [name, says] as const)

/**
 * Names with what each says. A reason is a name alone, in records and answers, so that what two domains call the same has to
 * say the same. @throws {TypeError} where it doesn't
 */
export const oneSentenceEach = (said: Iterable<readonly [name: string, says: string]>): ReadonlyMap<string, string> => {
  const sentences = new Map<string, string>()
  for (const [name, says] of said) {
    const other = sentences.get(name) ?? says
    if (other !== says)
      throw new TypeError(
        `${name} says "${other}" and "${says}": a name has one sentence, whatever domain it stands in`,
      )
    sentences.set(name, says)
  }
  return sentences
}

const sentences = oneSentenceEach([
  ...domainNames.flatMap((domain) => {
    const { sentences, stage, authority, warnings } = registry[domain]
    return [
      ...Object.entries<string>({ ...authority?.sentences, ...sentences }),
      ...saysOf(stage?.sentences ?? {}),
      ...saysOf(warnings),
    ]
  }),
  ...saysOf(ownSentences),
  ...commandSentences.map(([name, { says }]) => [name, says] as const),
  ...Object.entries(gate),
])

/** The sentence of a guard or a reason; a name that this version doesn't know, out of an older record, speaks for itself. */
export const sentenceOf = (name: string): string => sentences.get(name) ?? name

/** Every reason that has a sentence. */
export const reasons = (): readonly string[] => [...sentences.keys()]
