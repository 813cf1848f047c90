import { Principal } from "../../kernel/actors.ts"
import { when } from "./render.ts"
import { paint, plain } from "./terminal.ts"

/** What a number says, where its name alone doesn't tell. */
const readings: Readonly<Record<string, (value: number) => string>> = {
  at: when,
  expiresAt: when,
  durationMs: (value) => `${value} ms`,
  stage: (value) => `${value}, counted from 0`,
}

const leafOf = (name: string, value: unknown): string => {
  const read = readings[name]
  return typeof value === "number" && read !== undefined ? read(value) : String(value)
}

const fieldsOf = (path: string, name: string, value: unknown): readonly (readonly [string, string])[] => {
  const { data: who } = Principal.safeParse(value)
  if (who !== undefined) return [[path, `${who.id}, ${who.kind} of ${who.tenant}`]]
  if (typeof value !== "object" || value === null) return [[path, leafOf(name, value)]]
  return Object.entries(value).flatMap(([key, inside]) =>
    fieldsOf(path === "" ? key : `${path}.${key}`, key, inside as unknown),
  )
}

/** All of a statement, field by field, whatever it has: nothing is signed that is not shown. */
export const renderStatement = (statement: object): readonly string[] => [
  paint("bold", "you sign"),
  ...fieldsOf("", "", statement).map(([path, value]) => `  ${path.padEnd(17)} ${plain(value)}`),
]
