import { describe, expect, it } from "vitest"
import { literalOf } from "../../../verification/corpus/python.ts"

describe("a Python literal", () => {
  it.each([
    ["{}", {}],
    [
      "{'limit': 1, 'from': 'a@b.c', 'keywords': ['x y', \"it's\"], }",
      { limit: 1, from: "a@b.c", keywords: ["x y", "it's"] },
    ],
    ["{'range': {'start': '2022-01-22', 'end': None}}", { range: { start: "2022-01-22", end: null } }],
    ["[True, False, -1.5, (1, 2)]", [true, false, -1.5, [1, 2]]],
    [String.raw`'a\'b\n\x41\u00e4\q'`, "a'b\nAäq"],
  ])("is read: %s", (written, value) => {
    expect(literalOf(written)).toEqual(value)
  })

  it.each(["", "{'a': }", "{'a'}", "{1: 2}", "['a' 'b']", "['a'", "'a' 'b'", "{'a': b}", "'a", "]"])(
    "is not what it isn't: %s",
    (written) => {
      expect(literalOf(written)).toBeUndefined()
    },
  )
})
