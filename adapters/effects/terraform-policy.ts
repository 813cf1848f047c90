import type { Json } from "../../kernel/json.ts"
import { type Table, isList, isTable } from "./terraform-lists.ts"

/** Statements of AWS's policy documents: whether one lets everybody in. */

/** Names in a statement are compared without regard to case, as AWS does. */
const part = (table: Table, wanted: string): Json | undefined =>
  Object.entries(table).find(([name]) => name.toLowerCase() === wanted)?.[1]

const texts = (value: Json | undefined): readonly string[] =>
  (isList(value) ? value : [value]).filter((one) => typeof one === "string")

/** A statement that allows everybody; what its condition says narrows that in ways that aren't judged here. */
export const isOpenStatement = (statement: Table): boolean => {
  if (!texts(part(statement, "effect")).some((effect) => effect.toLowerCase() === "allow")) return false
  const principal = part(statement, "principal")
  const principals = isTable(principal) ? Object.values(principal).flatMap(texts) : texts(principal)
  return part(statement, "notprincipal") !== undefined || principals.includes("*") || trustsAnyToken(statement)
}

/**
 * A trust in an issuer of tokens that serves everybody, without a word on whose tokens: any repository, any project, any
 * user of it may act in the role. The audience says only for whom a token was made, and anybody asks for that.
 */
const trustsAnyToken = (statement: Table): boolean => {
  const principal = part(statement, "principal")
  const federated = isTable(principal) ? texts(part(principal, "federated")) : []
  const byToken = texts(part(statement, "action")).some((action) =>
    ["sts:assumerolewithwebidentity", "sts:*", "*"].includes(action.toLowerCase()),
  )
  const saml = federated.every((provider) => provider.includes(":saml-provider/"))
  return federated.length > 0 && byToken && !saml && !narrows(part(statement, "condition"))
}

/** Operators of conditions that let more through than they name. */
const LOOSE = /not|ifexists|forallvalues|null/i

/** Whether a condition says something of the token's subject, or of anything else than its audience, that not all fulfil. */
const narrows = (condition: Json | undefined): boolean =>
  isTable(condition) &&
  Object.entries(condition).some(
    ([operator, keys]) =>
      !LOOSE.test(operator) &&
      isTable(keys) &&
      Object.entries(keys).some(
        ([key, values]) => !/:aud$/i.test(key) && texts(values).length > 0 && texts(values).every(isNarrow),
      ),
  )

/** A pattern that begins with a wildcard, at once or after the kind of the subject, is fulfilled by everybody's. */
const isNarrow = (value: string): boolean => !/^(?:[a-z_]+:)?[*?]/i.test(value)
