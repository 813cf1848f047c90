import { describe, expect, it } from "vitest"
import { definitionsIn } from "../../../verification/tlc/definitions.ts"

const module = `---- MODULE Lift ----
(* Up == and (* down == *) again *)
CONSTANT Floors
Top == 3  \\* Below == 0
Said == "(* not a comment"
Go(floor, how(_)) ==
  /\\ floor < Top

  /\\ how(floor)
ASSUME Top == 3
f[x \\in 1..3] == x
Last == TRUE
====
`

describe("the definitions of a module", () => {
  it("are those that begin a line, with their text, and without what only comments say", () => {
    expect(definitionsIn(module)).toEqual([
      { name: "Top", isApplied: false, body: "3" },
      { name: "Said", isApplied: false, body: '"(* not a comment"' },
      { name: "Go", isApplied: true, body: "/\\ floor < Top\n\n  /\\ how(floor)" },
      { name: "Last", isApplied: false, body: "TRUE" },
    ])
  })
})
