import type { Json } from "../../kernel/json.ts"

/** The names in a JSON pointer, from the outside in (RFC 6901, §3 and §4). */
const namesIn = (pointer: string): readonly string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"))

/** An index has no leading zeros (RFC 6901, §4); `-` names what is not there. */
const INDEX = /^(?:0|[1-9][0-9]{0,8})$/

const inside = (value: Json | undefined, name: string): Json | undefined => {
  if (Array.isArray(value)) return INDEX.test(name) ? (value as readonly Json[])[Number(name)] : undefined
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, Json>>)[name]
    : undefined
}

/** What stands at a JSON pointer; undefined where nothing does. */
export const at = (value: Json, pointer: string): Json | undefined =>
  namesIn(pointer).reduce<Json | undefined>(inside, value)
