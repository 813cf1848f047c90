import {
  type Joining,
  type Label,
  type Reader,
  type Source,
  type Sources,
  intersection,
  union,
  unknownFor,
} from "./label.ts"

/**
 * The named derivations that facts, guards, chart and what is moved along call through this one table, so that a table with one
 * rule replaced is a value like any other. Most of them pass on what they are given: they say that it counts.
 */
export interface Rules extends Joining {
  /** What comes in comes from where it comes from. */
  readonly ingestNamesTheSource: (source: Source) => Sources
  /** The label of a conversation after something was shown in it. */
  readonly contextJoinsWhatIsShown: (before: Label, joined: Label) => Label
  /** Its sources after something was read, shown or not: that it could be read tells something. */
  readonly contextJoinsWhatIsRead: (before: Sources, joined: Sources) => Sources
  /** What a value has of those that it was made of. */
  readonly outputJoinsInputs: (inputs: Label) => Label
  /** What it has of all that the conversation was shown. */
  readonly outputJoinsContext: (context: Label) => Label
  /** What a result has of the call's arguments. */
  readonly resultJoinsArguments: (label: Label) => Label
  /** What it has of the tool. */
  readonly resultAddsTheTool: (added: Label) => Label
  /** With what a conversation begins that another one spawned. */
  readonly childStartsWithParent: (parent: Label) => Label
  /** What a resource has of the value that is written into it. */
  readonly writeJoinsValue: (value: Label) => Label
  /** What it has of the conversation that chose the value. */
  readonly writeJoinsContext: (context: Label) => Label
  /** What is read has the label with which it was stored. */
  readonly storedTaintReturns: (stored: Label) => Label
  /** The label of what nobody has labelled. @param reader the one person who may see it */
  readonly unknownIsUntrusted: (reader: Reader) => Label
}

const asItIs = (label: Label): Label => label

export const rules: Rules = {
  sourcesUnite: union,
  readersIntersect: intersection,
  ingestNamesTheSource: (source) => [source],
  contextJoinsWhatIsShown: (_, joined) => joined,
  contextJoinsWhatIsRead: (_, joined) => joined,
  outputJoinsInputs: asItIs,
  outputJoinsContext: asItIs,
  resultJoinsArguments: asItIs,
  resultAddsTheTool: asItIs,
  childStartsWithParent: asItIs,
  writeJoinsValue: asItIs,
  writeJoinsContext: asItIs,
  storedTaintReturns: asItIs,
  unknownIsUntrusted: unknownFor,
}
