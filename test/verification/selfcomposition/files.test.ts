import { describe, expect, it } from "vitest"
import { readComposition, sitesIn, unasked } from "../../../verification/selfcomposition/files.ts"
import { compositions, compositionsOf } from "../../../verification/selfcomposition/index.ts"
import { instance, module, negative, negatives } from "./reports.ts"

describe("the sites of a composition", () => {
  it("are the guards and rules that its module asks for, each once, told from its text", () => {
    expect(sitesIn(module)).toEqual(["isWarm@open", "isDry@open", "warmStaysWarm@rule"])
  })
})

describe("what nobody asks", () => {
  it("is nothing where every site, witness and instance has its row", () => {
    expect(unasked(module, [instance()], negatives())).toEqual([])
  })

  it("is a site that the module has gained, and one that it has lost", () => {
    const gained = module.replace("Never_Open ==", 'Shut(q) == Guard("isShut", "shut", q)\nNever_Open ==')
    expect(unasked(gained, [instance()], negatives())).toEqual(["negatives.json says nothing of isShut@shut"])
    const lost = module.replace('Rule("warmStaysWarm", q, FALSE)', "q")
    expect(unasked(lost, [instance()], negatives())).toEqual(["the module has no site warmStaysWarm@rule"])
    expect(unasked("---- MODULE Twice ----\n====\n", [], [])).toEqual(["the module has no site"])
  })

  it.each([
    [[...negatives(), negative()], "negatives.json names isWarm@open twice"],
    [negatives().slice(1), "negatives.json says nothing of isWarm@open"],
    [
      [negative({ instance: "summer" }), ...negatives().slice(1)],
      "isWarm@open is broken in summer, which is not there",
    ],
    [
      [negative({ property: "StaysWarm" }), ...negatives().slice(1)],
      "isWarm@open is broken in winter, where nobody asks for StaysWarm",
    ],
  ])("is a row that is there twice, missing, or elsewhere (%#)", (rows, told) => {
    expect(unasked(module, [instance()], rows)).toEqual([told])
  })

  it("is a witness, a property, an instance", () => {
    const of = (changed: Parameters<typeof instance>[0]) => unasked(module, [instance(changed)], negatives())
    expect(of({ witnesses: [] })).toEqual(["no instance asks for the witness Never_Open"])
    expect(of({ witnesses: ["Never_Open", "Never_Shut"] })).toEqual(["the module does not define Never_Shut"])
    expect(of({ property: "AllIsWell" })).toContain("the module does not define AllIsWell")
    expect(unasked(module, [instance(), instance({ name: "spring" })], negatives())).toEqual([
      "nothing is broken in spring: nobody would miss it",
    ])
  })
})

describe("the compositions", () => {
  it("are read, and all that they give to be asked is asked", () => {
    for (const composition of compositions) {
      const { sites, negatives: rows } = readComposition(composition)
      expect(rows.map(({ site }) => site).toSorted()).toEqual(sites.toSorted())
      for (const expected of ["falls", "stands"]) expect(rows.map((row) => row.expect)).toContain(expected)
    }
  })

  it("are those of a domain, or all", () => {
    expect(compositionsOf(undefined)).toEqual(compositions)
    expect(compositionsOf("taint").map(({ name }) => name)).toEqual(["NonInterference"])
    expect(compositionsOf("approvals")).toEqual([])
  })
})
