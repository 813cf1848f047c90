import { describe, expect, it } from "vitest"
import { propertiesOf } from "../../../verification/tlc/cfg.ts"

describe("the properties of a cfg", () => {
  it("are those under PROPERTY and PROPERTIES, comments left out", () => {
    const cfg =
      "SPECIFICATION Spec \\* PROPERTY No\nPROPERTY A B\n(* PROPERTY\n No *)\nINVARIANT I\nPROPERTIES\n C\nCONSTANT X = 1\nCHECK_DEADLOCK FALSE"
    expect(propertiesOf(cfg)).toEqual(["A", "B", "C"])
  })
  it("may be none", () => {
    expect(propertiesOf("INIT Init\nNEXT Next\nINVARIANTS A B")).toEqual([])
  })
})
