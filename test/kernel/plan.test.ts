import { fc, test } from "@fast-check/vitest"
import { describe, expect, it } from "vitest"
import { NotCanonicalError, canonicalize, parseJson } from "../../kernel/canonical.ts"
import { Plan, planHash } from "../../kernel/plan.ts"
import type { Json } from "../../kernel/json.ts"
import { plan } from "./gate/plan-fixtures.ts"

const asJson = (): Json => parseJson(canonicalize(plan()))

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

/** Every value inside, as the path that leads to it. */
const leaves = (value: Json, path: readonly string[] = []): readonly (readonly string[])[] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([name, part]) => leaves(part, [...path, name]))
    : [path]

const changedAt = (value: Json, [name, ...rest]: readonly string[], to: (old: Json) => Json): Json => {
  if (name === undefined) return to(value)
  if (isList(value)) return value.map((part, at) => (String(at) === name ? changedAt(part, rest, to) : part))
  if (typeof value !== "object" || value === null) return value
  const parts = Object.entries(value).map(([key, part]): [string, Json] => [
    key,
    key === name ? changedAt(part, rest, to) : part,
  ])
  return Object.fromEntries(parts)
}

/** The same value with its names in another order. */
const shuffled = (value: Json, seed: readonly number[]): Json => {
  if (typeof value !== "object" || value === null) return value
  if (isList(value)) return value.map((part) => shuffled(part, seed))
  const parts = Object.entries(value).map(([key, part], at): [number, string, Json] => [
    seed[at % seed.length] ?? at,
    key,
    shuffled(part, seed),
  ])
  return Object.fromEntries(parts.sort(([a], [b]) => a - b).map(([, key, part]) => [key, part]))
}

const loose = (value: Json) => planHash(value as Plan)

describe("the hash of a plan", () => {
  it("is SHA-256 over its RFC 8785 bytes, today and tomorrow", () => {
    expect(planHash(plan())).toBe("b03dcf30d5490d0be1d203ce69ce2ae44b18298702a21c3a9eeaa91ecfd222f7")
  })

  test.prop([fc.array(fc.integer(), { minLength: 3, maxLength: 9 })])(
    "doesn't depend on the order of names",
    (seed) => {
      expect(loose(shuffled(asJson(), seed))).toBe(planHash(plan()))
    },
  )

  it.each(leaves(asJson()).map((path) => [path.join("."), path] as const))("changes with %s", (_, path) => {
    const others: readonly Json[] = [null, true, false, 0, 1, 2, "", "x", [], {}]
    const hashes = others.map((other) => loose(changedAt(asJson(), path, () => other)))
    // Each value in this place has a hash of its own.
    expect(new Set(hashes).size).toBe(others.length)
  })

  it("tells people of one name in two places apart", () => {
    const { initiator, agent, ...rest } = plan()
    expect(planHash({ ...rest, initiator, agent: null })).not.toBe(planHash({ ...rest, initiator, agent: initiator }))
    expect(agent).not.toBeNull()
  })

  it.each<[string, unknown]>([
    ["NaN", Number.NaN],
    ["an unsafe integer", 2 ** 53],
    ["half a surrogate pair", "\ud800"],
    ["undefined", undefined],
    ["a date", new Date(0)],
  ])("is refused where JSON can't carry the plan: %s", (_, value) => {
    expect(() => planHash({ ...plan(), payload: value } as Plan)).toThrow(NotCanonicalError)
  })
})

describe("a plan", () => {
  it("survives being stored and read", () => {
    expect(Plan.parse(parseJson(canonicalize(plan())))).toEqual(plan())
  })
  it("has no policy in it, and nothing else that it doesn't know", () => {
    expect(Plan.safeParse({ ...plan(), policy: plan().payload }).success).toBe(false)
  })
  it("belongs to one tenant with everybody in it", () => {
    for (const who of ["initiator", "agent"] as const)
      expect(Plan.safeParse({ ...plan(), [who]: { ...plan()[who], tenant: "other" } }).error?.issues).toMatchObject([
        { message: "who acts belongs to the plan's tenant" },
      ])
  })
})
