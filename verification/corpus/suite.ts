import type { Json } from "../../kernel/json.ts"

/** A call as an agent makes it, and what the tool gives back. */
export interface Call {
  readonly tool: string
  /** Null where the corpus has none: then the agent takes them from what it was told. */
  readonly args: Readonly<Record<string, Json>> | null
  /** Null where the corpus has none. */
  readonly result: string | null
}

/** What a person asks for, and the calls that do it. */
export interface Task {
  readonly id: string
  readonly prompt: string
  readonly calls: readonly Call[]
}

/** What somebody else wants, and the calls of an agent that obeys them. */
export interface Attack {
  readonly id: string
  /** What they say. */
  readonly words: string
  /** Whether what the task reads says it already; elsewhere it is put there. */
  readonly isThere: boolean
  readonly calls: readonly Call[]
}

/** A task and an attack on it. */
export interface Pair {
  readonly task: Task
  readonly attack: Attack
}

export interface Suite {
  readonly name: string
  readonly tasks: readonly Task[]
  readonly pairs: readonly Pair[]
}
