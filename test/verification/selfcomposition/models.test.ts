import { describe, expect, it } from "vitest"
import { brokenModel, intactModel } from "../../../verification/selfcomposition/models.ts"
import { addsNothing } from "../../../verification/tlc/module.ts"
import { composition, instance, negative } from "./reports.ts"

describe("the model of two runs", () => {
  it("intact is asked for its types, its property and its witnesses, of every step that the module has", () => {
    const { invariants, specification, wrappers, constants, definitions } = intactModel(composition(), instance())
    expect(invariants.slice(0, 2)).toEqual(["TypeOK", "NothingDiffers"])
    expect(definitions).toContain("Never_Open")
    expect([specification, wrappers]).toEqual(["Spec", []])
    expect(constants).toMatchObject({ MutationSets: { set: [{ set: [] }] }, Commands: { set: [["Open", "left"]] } })
  })

  it("broken says each command in both runs and in either, by steps that have to be the module's", () => {
    const model = brokenModel(composition(), instance(), negative())
    expect(model.constants).toMatchObject({ MutationSets: { set: [{ set: [["isWarm", "open"]] }] } })
    expect([model.specification, model.invariants, model.properties]).toEqual([
      "MC_Spec",
      ["NothingDiffers"],
      [addsNothing],
    ])
    expect(model.wrappers).toEqual([
      { label: "Tick__", expression: "Tick" },
      { label: "Open__left__both", expression: 'Together(<<"Open", "left">>)' },
      { label: "Open__left__one", expression: 'Alone(<<"Open", "left">>, 1)' },
      { label: "Open__left__other", expression: 'Alone(<<"Open", "left">>, 2)' },
    ])
  })

  it("broken where nothing has to fall goes by the module's own steps: nobody reads its trace", () => {
    const model = brokenModel(composition(), instance(), negative({ expect: "stands" }))
    expect([model.specification, model.invariants, model.wrappers]).toEqual(["Spec", ["NothingDiffers"], []])
  })
})
