import { describe, expect, it } from "vitest"
import { parse } from "yaml"
import { addToList, replaceScalar } from "../../../adapters/cli/yaml-edit.ts"

describe("a value that is replaced", () => {
  it.each([
    [
      "in lines",
      "# ours\nsigner:\n  key: server.key # mode 0600\nlisten: {}\n",
      '# ours\nsigner:\n  key: "next.key" # mode 0600\nlisten: {}\n',
    ],
    ["between braces", "signer: { key: 'server.key' }  # ours\n", 'signer: { key: "next.key" }  # ours\n'],
    ["in JSON", '{ "signer": { "key": "server.key" } }\n', '{ "signer": { "key": "next.key" } }\n'],
  ])("leaves everything else as it is: %s", (_, text, expected) => {
    expect(replaceScalar(text, ["signer", "key"], "next.key")).toBe(expected)
  })

  it.each(["a: b", 'with "quotes"', "#none", "ends\\", "köln"])("is written so that it reads as %s", (value) => {
    expect(parse(replaceScalar("signer:\n  key: server.key\n", ["signer", "key"], value))).toEqual({
      signer: { key: value },
    })
  })

  it("may be followed by a list that is new", () => {
    const text = replaceScalar("signer:\n  key: server.key\nstore: {}\n", ["signer", "key"], "next.key")
    expect(addToList(text, ["signer", "trusted"], { publicKey: "old.pem" })).toBe(
      'signer:\n  key: "next.key"\n  trusted:\n    - publicKey: old.pem\nstore: {}\n',
    )
  })
})
