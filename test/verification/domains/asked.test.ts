import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { type Questions, assertAsked, unasked } from "../../../verification/domains/asked.ts"
import { bindings } from "../../../verification/domains/index.ts"
import { InstanceError } from "../../../verification/domains/instance.ts"
import { assertAskedWhereItMatters } from "../../../verification/domains/negatives.ts"
import type { Speaker } from "../../../verification/domains/speakers.ts"
import { readDomain } from "../../../verification/run/model.ts"

/** A model of which everything is asked. */
const module = `---- MODULE House ----
EXTENDS Naturals
\\* <>Never_Said == TRUE
StaysWarm == \\A w \\in DOMAIN windows : w # <<>>
EveryWinterEnds == winter ~> spring
SpringStays(s) == <>[]s
Never_Is(status) == FALSE
Never_Open == shut
Never_Left ==
  /\\ here
  /\\ warm
Fair == /\\ "Tick" \\in Fairness => WF_vars(Tick)
        /\\ "Thaw" \\in Fairness => WF_vars(Thaw)
====
`

const speakers = (): readonly Speaker[] =>
  (["human", "agent", "service"] as const).flatMap((kind) =>
    [true, false].map((isOwn) => ({ command: "open", part: "by" as const, kind, isOwn })),
  )

const run = (name: string, fairness: readonly string[], expected: "holds" | "violated") => ({
  name,
  property: "EveryWinterEnds",
  instance: "years",
  fairness,
  broken: [],
  expect: expected,
})

const asked = (): Questions => ({
  module,
  instances: [
    { name: "winter", purpose: "graph", witnesses: ["Never_Open"], speakers: speakers() },
    { name: "house", purpose: "invariants", witnesses: ["Never_Left"], speakers: [] },
    { name: "years", purpose: "liveness", witnesses: [], speakers: [] },
  ],
  negatives: new Map([["isWarm@open", { property: "StaysWarm", instance: "winter", because: "of the wind" }]]),
  liveness: [
    run("ends", ["Tick", "Thaw"], "holds"),
    run("timeStands", ["Thaw"], "violated"),
    run("nothingThaws", ["Tick"], "violated"),
  ],
  properties: ["StaysWarm"],
})

const without = <T extends { readonly name: string }>(all: readonly T[], name: string): readonly T[] => {
  expect(all.map((one) => one.name)).toContain(name)
  return all.filter((one) => one.name !== name)
}

describe("what a module gives to be asked", () => {
  it("is asked", () => {
    expect(unasked(asked())).toEqual([])
    expect(() => {
      assertAsked(asked())
    }).not.toThrow()
  })

  it.each<[string, (all: Questions) => Partial<Questions>, readonly string[]]>([
    [
      "a witness",
      ({ instances }) => ({
        instances: instances.map((one) => ({ ...one, witnesses: one.name === "house" ? [] : one.witnesses })),
      }),
      ["no instance asks for the witness Never_Left"],
    ],
    [
      "the property of a negative",
      () => ({ properties: ["StaysWarm", "StaysDry"] }),
      ["no negative brings StaysDry down"],
    ],
    [
      "a run that goes on for ever",
      ({ liveness }) => ({ liveness: without(liveness, "ends") }),
      [
        "liveness.json does not ask whether EveryWinterEnds holds",
        "nothing in liveness.json rests on fair Tick",
        "nothing in liveness.json rests on fair Thaw",
      ],
    ],
    [
      "the negative of an assumption of fairness",
      ({ liveness }) => ({ liveness: without(liveness, "timeStands") }),
      ["ends rests on fair Tick, and nothing shows that EveryWinterEnds falls without it"],
    ],
    [
      "that negative, of a machine that is broken besides",
      ({ liveness }) => ({
        liveness: liveness.map((one) => ({ ...one, broken: one.name === "nothingThaws" ? ["isWarm@open"] : [] })),
      }),
      ["ends rests on fair Thaw, and nothing shows that EveryWinterEnds falls without it"],
    ],
    [
      "an instance, and its purpose with it",
      ({ instances }) => ({ instances: without(instances, "years") }),
      [
        "there is no instance for liveness",
        "ends is asked in years, which is not there",
        "timeStands is asked in years, which is not there",
        "nothingThaws is asked in years, which is not there",
      ],
    ],
    [
      "a kind of actor, of the tenant and of another",
      ({ instances }) => ({
        instances: instances.map((one) => ({
          ...one,
          speakers: one.speakers.filter(({ kind, isOwn }) => (isOwn ? kind !== "service" : kind !== "agent")),
        })),
      }),
      ["no alphabet tries open by a foreign agent", "no alphabet tries open by a service of the tenant"],
    ],
  ])("and is missed where it is taken out: %s", (_, changed, missed) => {
    expect(unasked({ ...asked(), ...changed(asked()) })).toEqual(missed)
  })

  it.each<[string, (all: Questions) => Partial<Questions>, readonly string[]]>([
    [
      "a witness",
      ({ instances }) => ({
        instances: instances.map((one) => ({ ...one, witnesses: [...one.witnesses, "Never_Said", "Never_Is"] })),
      }),
      ["the module has no witness Never_Said", "the module has no witness Never_Is"],
    ],
    [
      "a fairness",
      ({ liveness }) => ({ liveness: [...liveness, run("late", ["Luck"], "holds"), run("never", [], "violated")] }),
      ["the module has no fairness of Luck"],
    ],
    [
      "an instance of which nothing depends",
      ({ instances }) => ({
        instances: [...instances, { name: "idle", purpose: "graph", witnesses: ["Never_Open"], speakers: [] }],
      }),
      ["nothing is asked in idle alone: nobody would miss it"],
    ],
  ])("has no more to it: %s", (_, changed, missed) => {
    expect(unasked({ ...asked(), ...changed(asked()) })).toEqual(missed)
  })

  it("is told of the larger alphabets no more than of those with a graph", () => {
    const { instances } = asked()
    const moved = instances.map((one) => ({
      ...one,
      speakers: one.name === "house" ? speakers() : [speakers()[0]].flatMap((who) => who ?? []),
    }))
    expect(unasked({ ...asked(), instances: moved })).toHaveLength(5)
  })
})

describe.each(bindings)("the model of $name", (binding) => {
  const questions = (): Questions => {
    const { folder, instances, negatives, liveness } = readDomain(binding)
    return {
      module: readFileSync(join(folder, `${binding.module}.tla`), "utf8"),
      instances: instances.map(({ file, slice }) => ({ ...slice, witnesses: file.witnesses })),
      negatives,
      liveness,
      properties: binding.properties,
    }
  }

  it("has none of its instances to spare", () => {
    const { instances, ...rest } = questions()
    const files = readDomain(binding).instances.map(({ slice }) => slice)
    for (const { name } of instances) {
      expect(() => {
        assertAsked({ ...rest, instances: without(instances, name) })
        assertAskedWhereItMatters(rest.negatives, without(files, name))
      }, name).toThrow(InstanceError)
    }
  })

  it("has none of its witnesses to spare", () => {
    const { instances, ...rest } = questions()
    const witnesses = [...new Set(instances.flatMap((one) => one.witnesses))]
    expect(witnesses.length).toBe([...rest.module.matchAll(/^Never_\w+ *==/gm)].length)
    for (const witness of witnesses) {
      const fewer = instances.map((one) => ({ ...one, witnesses: one.witnesses.filter((other) => other !== witness) }))
      expect(unasked({ ...rest, instances: fewer })).toContain(`no instance asks for the witness ${witness}`)
    }
  })

  it("has none of the negatives of its fairness to spare", () => {
    const { liveness, ...rest } = questions()
    const negatives = liveness.filter(({ expect, broken }) => expect === "violated" && broken.length === 0)
    expect(negatives.length).toBeGreaterThan(1)
    for (const { name } of negatives) {
      expect(unasked({ ...rest, liveness: without(liveness, name) }).join(), name).toMatch(/ falls without it/)
    }
  })
})
