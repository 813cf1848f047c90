import { describe, expect, it } from "vitest"
import { type Change, effectsOf } from "../../../kernel/effects.ts"
import { effectOf } from "../../../kernel/sessions/effect.ts"
import { planOf, toolOf } from "../../fixtures/known.ts"

type Declared = "read" | "write" | "destructive"

const judged = (declared: Declared, changes: readonly Change[] | null, unresolved: readonly string[] = []) => {
  const resources = (changes ?? []).map((change, n) => ({
    ...({ address: `a${n}`, type: "t", change, iam: "none", network: "none" } as const),
  }))
  const effects = changes === null ? null : effectsOf(resources, unresolved, 1)
  return effectOf({ tool: toolOf(declared), plan: planOf({ effects }) })
}

describe("what a call does at most", () => {
  it.each(["read", "write", "destructive"] as const)(
    "is what its tool declares where nobody reads it: %s",
    (declared) => {
      expect(judged(declared, null)).toBe(declared)
    },
  )

  it.each([
    [[], "read"],
    [["read", "noop"], "read"],
    [["create"], "write"],
    [["update", "read"], "write"],
    [["import"], "write"],
    [["create", "replace"], "destructive"],
    [["destroy"], "destructive"],
  ] as const)("is what its reader has found: %j is %s, whatever is declared", (changes, effect) => {
    for (const declared of ["read", "write", "destructive"] as const) expect(judged(declared, changes)).toBe(effect)
  })

  it.each([
    ["destructive", [], "destructive"],
    ["destructive", ["create"], "destructive"],
    ["write", ["read"], "write"],
    ["write", ["destroy"], "destructive"],
    ["read", ["create"], "write"],
    ["read", [], "read"],
  ] as const)(
    "is no less than declared where something is unresolved: %s with %j is %s",
    (declared, changes, effect) => {
      expect(judged(declared, changes, ["data.x"])).toBe(effect)
    },
  )
})
