import { fc } from "@fast-check/vitest"
import { mkdtemp, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { runAlone } from "../../../verification/tlc/driver.ts"
import { toTla, UnsayableValueError } from "../../../verification/tlc/to-tla.ts"
import { ensureToolchain } from "../../../verification/tlc/toolchain.ts"
import { canonicalKey } from "../../../verification/tlc/values.ts"
import type { Value } from "../../../verification/tlc/values.ts"

describe("JSON as a TLA+ expression", () => {
  it.each<[Value, string]>([
    [{ a: 1, b_2: "x" }, '[a |-> 1, b_2 |-> "x"]'],
    [{ "a-b": 1, c: true }, '("a-b" :> 1 @@ "c" :> TRUE)'],
    [{ IF: 1 }, '("IF" :> 1)'],
    [{ WF_x: 1 }, '("WF_x" :> 1)'],
    [{}, "<<>>"],
    [[], "<<>>"],
    [[1, [false]], "<<1, <<FALSE>>>>"],
    [{ set: [] }, "{}"],
    [{ set: ["a", -1] }, '{"a", -1}'],
    [{ function: [[0, "a"]] }, '(0 :> "a")'],
    ['q"\\\n\t', '"q\\"\\\\\\n\\t"'],
    [-0, "0"],
  ])("writes %j", (value, expression) => {
    expect(toTla(value)).toBe(expression)
  })

  it.each<[Value]>([[1.5], [2 ** 31], [NaN], ["é"], [{ model: "m" }], [{ function: [[1]] }]])("refuses %j", (value) => {
    expect(() => toTla(value)).toThrow(UnsayableValueError)
  })

  it("comes back from TLC as the same value", async () => {
    const values = fc.sample(value(), { numRuns: 300, seed: 20 })
    const dir = await mkdtemp(join(tmpdir(), "interlock-test-"))
    const lines = values.map((each) => `ASSUME PrintT(<<${toTla(each)}>>)`)
    await writeFile(
      join(dir, "Echo.tla"),
      ["---- MODULE Echo ----", "EXTENDS Integers, TLC", ...lines, "===="].join("\n"),
    )
    await writeFile(join(dir, "Echo.cfg"), "")
    const { verdict } = await runAlone(await ensureToolchain(), {
      dir,
      module: "Echo.tla",
      cfg: "Echo.cfg",
      kind: "safety",
    })
    expect(verdict.outcome).toBe("holds")
    expect(verdict.printed.map(canonicalKey)).toEqual(values.map((each) => canonicalKey([each])))
  })
})

/** Values that TLC can compare: the elements of a set are of one kind. */
function value(): fc.Arbitrary<Value> {
  const text = fc.string({
    unit: fc.constantFrom(...Array.from('ab1_-:|>,=/\\"\n\t<>[](){} ')),
    maxLength: 8,
  })
  const integer = fc.integer({ min: -(2 ** 31) + 1, max: 2 ** 31 - 1 })
  const atom: fc.Arbitrary<Value> = fc.oneof(text, integer, fc.boolean())
  const set = (element: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
    fc.record({ set: fc.uniqueArray(element, { maxLength: 4, selector: canonicalKey }) })
  const key = fc.oneof(
    fc.constantFrom("a", "b2", "with_line", "a-b", "IF", "WF_a", "9a", ""),
    text.filter((name) => name !== "__proto__"),
  )
  const { any } = fc.letrec<{ any: Value }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      atom,
      fc.array(tie("any"), { maxLength: 4 }),
      fc.dictionary(key, tie("any"), { maxKeys: 4, noNullPrototype: true }),
      set(text),
      set(fc.tuple(integer, fc.boolean())),
    ),
  }))
  return any
}
