import { parseArgs } from "node:util"
import type { Binding } from "../domains/binding.ts"
import { UsageError } from "./wanted.ts"

/** What the call asks for; commands that don't take an option never see one. */
export interface Asked {
  readonly domain?: string
  readonly guard?: string
  readonly at?: string
  readonly json?: boolean
  readonly fresh?: boolean
}

/** The commands, each with the options that it takes. */
const commands = {
  verify: ["domain", "json", "fresh"],
  negative: ["domain", "guard", "at", "json"],
  drift: ["domain", "json"],
  graphs: ["domain"],
  toolchain: ["json"],
  evidence: [],
} as const satisfies Readonly<Record<string, readonly (keyof Asked)[]>>
export type CommandName = keyof typeof commands

export type Call =
  { readonly help: true } | { readonly help: false; readonly command: CommandName; readonly asked: Asked }

const options = {
  domain: { type: "string" },
  guard: { type: "string" },
  at: { type: "string" },
  json: { type: "boolean" },
  fresh: { type: "boolean" },
  help: { type: "boolean" },
} as const

const parsed = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options })
  } catch (error) {
    // Node's own words, without its advice on positional arguments.
    throw new UsageError(`${error instanceof Error ? (error.message.split(". ")[0] ?? "") : String(error)}; see --help`)
  }
}

const isCommand = (name: string): name is CommandName => Object.hasOwn(commands, name)

/** Reads the arguments of a call. Throws UsageError, which says in one line what is wrong. */
export const callOf = (args: readonly string[]): Call => {
  const {
    values: { help, ...asked },
    positionals: [name, surplus],
  } = parsed(args)
  if (help === true) return { help }
  const known = Object.keys(commands).join(", ")
  if (name === undefined) throw new UsageError(`name a command: ${known}; see --help`)
  if (!isCommand(name)) throw new UsageError(`there is no command ${name}; there is ${known}`)
  if (surplus !== undefined) throw new UsageError(`${name} takes no argument ${surplus}; see --help`)
  const takes = new Set<string>(commands[name])
  const odd = Object.keys(asked).find((option) => !takes.has(option))
  if (odd !== undefined) throw new UsageError(`${name} takes no --${odd}; see --help`)
  return { help: false, command: name, asked }
}

/** The domains that are asked for. Throws UsageError where there is none of this name. */
export const chosen = (bindings: readonly Binding[], { domain }: Pick<Asked, "domain">): readonly Binding[] => {
  const found = bindings.filter(({ name }) => domain === undefined || name === domain)
  if (found.length > 0) return found
  throw new UsageError(`there is no domain ${domain ?? ""}; there is ${bindings.map(({ name }) => name).join(", ")}`)
}
