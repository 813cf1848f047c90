import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { lintModels, lintModule } from "../../../verification/tlc/lint.ts"

const lines = (module: string): readonly number[] => lintModule("M.tla", module).map(({ line }) => line)

describe("what TLC evaluates wrongly", () => {
  it.each([
    ["a changed constructor", "X == [[i \\in 1..3 |-> 0] EXCEPT ![2] = 1]"],
    ["a changed constructor over lines", "X == [ [i \\in DOMAIN f |-> [a |-> f[i]]]\n  EXCEPT ![2] = 1]"],
    ["a changed named constructor", "Zero == [i \\in 1..3 |-> 0]\nX == [Zero EXCEPT ![2] = 1]"],
    ["a changed named constructor with parameters", "Zero(S) == [i \\in S |-> 0]\nX == [Zero({1}) EXCEPT ![2] = 1]"],
    ["a changed recursive function", "f[i \\in 1..3] == IF i = 1 THEN 1 ELSE f[i - 1]\nX == [f EXCEPT ![2] = 1]"],
    ["a function over functions", "X == [s \\in [A -> B] |-> 0]"],
    ["a function over sets", "X == [s \\in SUBSET A |-> 0]"],
    ["a function over the naturals", "X == [n \\in Nat |-> 0]"],
  ])("is found: %s", (_, text) => {
    expect(lines(text)).toHaveLength(1)
  })
  it.each([
    ["a changed variable", "X == v' = [v EXCEPT ![1] = 2]"],
    ["a changed record", "X == [q EXCEPT !.uses = Append(@, [by |-> a]), !.status = s]"],
    ["a changed record of an operator", "Old == [a |-> 1]\nX == [Old EXCEPT !.a = 2]"],
    ["a rebuilt function", "Become(r, q) == req' = [x \\in Requests |-> IF x = r THEN q ELSE req[x]]"],
    [
      "a comment",
      "(* [[i \\in S |-> 0] EXCEPT ![1] = 2] (* nested *) [s \\in SUBSET A |-> 0] *) \\* [n \\in Nat |-> 0]\nX == 1",
    ],
    ["a string", 'X == "[s \\\\in SUBSET A |-> 0]"'],
    ["a set of functions", "X == f \\in [SUBSET A -> Nat]"],
  ])("is not found in %s", (_, text) => {
    expect(lines(text)).toEqual([])
  })
  it("is told with its place", () => {
    expect(lintModule("M.tla", "\n  X == [n \\in Nat |-> 0]\n")).toEqual([
      {
        file: "M.tla",
        line: 2,
        text: "X == [n \\in Nat |-> 0]",
        why: "a function over a set that TLC doesn't enumerate at once",
      },
    ])
  })
  it("is found in the known answers that show it, and nowhere else among them", async () => {
    const found = await lintModels(fileURLToPath(new URL("../../../verification/tlc/known-answers", import.meta.url)))
    expect(new Set(found.map(({ file }) => file.replace(/.*\//, "")))).toEqual(
      new Set(["LazyExcept.tla", "LazySubSeq.tla"]),
    )
  })
  it("is in none of our models", async () => {
    expect(await lintModels(fileURLToPath(new URL("../../../models", import.meta.url)))).toEqual([])
  })
})
