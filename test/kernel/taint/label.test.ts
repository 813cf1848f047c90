import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  BOTTOM,
  Label,
  type Source,
  type Sources,
  UNKNOWN,
  comesFrom,
  intersection,
  joined,
  mayBeReadBy,
  union,
  unknownFor,
} from "../../../kernel/taint/label.ts"
import { rules } from "../../../kernel/taint/rules.ts"
import { readerOf } from "../../../kernel/taint/taint.ts"
import { ann, label } from "../../fixtures/taint.ts"

const SOURCES = 32
const names = (prefix: string, count: number) => Array.from({ length: count }, (_, n) => `${prefix}${n}`)
const join = (...labels: readonly Label[]): Label => joined(rules, labels)

/** Whether whatever `a` is, `b` is too: no source fewer, no reader more. */
const isAtMost = (a: Label, b: Label): boolean =>
  sameLabel(b, { sources: union(a.sources, b.sources), readers: intersection(a.readers, b.readers) })

const sameSet = (a: readonly string[] | string, b: readonly string[] | string): boolean =>
  typeof a === "string" || typeof b === "string"
    ? a === b
    : a.length === b.length && a.every((name) => b.includes(name))
const sameLabel = (a: Label, b: Label): boolean => sameSet(a.sources, b.sources) && sameSet(a.readers, b.readers)

/** Few names, so that labels share some; and many, so that several of them together are more than a label can name. */
const few = (prefix: string) => fc.uniqueArray(fc.constantFrom(...names(prefix, 6)), { maxLength: 6 })
const many = () => fc.uniqueArray(fc.constantFrom(...names("s", 48)), { minLength: 8, maxLength: SOURCES })
const sources = () => fc.oneof(few("s"), many(), fc.constant("all" as const))
const readers = () =>
  fc.oneof({ weight: 4, arbitrary: few("r") }, { weight: 1, arbitrary: fc.constant("anyone" as const) })
const labels = () => fc.record({ sources: sources(), readers: readers() }).map((drawn) => Label.parse(drawn))

const sorted = (set: readonly string[] | string): readonly string[] | string =>
  typeof set === "string" ? set : set.toSorted()
/** The same sets, however they were listed. */
const inOrder = (one: Label) => ({ sources: sorted(one.sources), readers: sorted(one.readers) })
const listOf = (set: readonly string[] | string): string[] => (typeof set === "string" ? [] : set.slice())

const every = (name: string, ...checked: readonly ((a: Label, b: Label, c: Label) => void)[]) => {
  it(name, () => {
    fc.assert(
      fc.property(labels(), labels(), labels(), (a, b, c) => {
        for (const check of checked) check(a, b, c)
      }),
    )
  })
}

describe("a join", () => {
  every("is of what it is of, in whichever order", (a, b) => {
    expect(join(a, b)).toEqual(join(b, a))
  })

  every("is of what it is of, however it is put together", (a, b, c) => {
    expect(join(join(a, b), c)).toEqual(join(a, join(b, c)))
    expect(join(a, b, c)).toEqual(join(a, join(b, c)))
  })

  every("of a label with itself is that label", (a) => {
    expect(join(a, a)).toEqual(inOrder(a))
    expect(join(a)).toEqual(inOrder(a))
  })

  every("has nothing of what comes from nowhere", (a) => {
    expect(join(a, BOTTOM)).toEqual(inOrder(a))
    expect(join(BOTTOM, a)).toEqual(inOrder(a))
  })

  it("of nothing comes from nowhere, and is for anyone", () => {
    expect(join()).toEqual({ sources: [], readers: "anyone" })
  })

  every(
    "is at least each of its parts, and the least that is",
    (a, b) => {
      expect([isAtMost(a, join(a, b)), isAtMost(b, join(a, b))]).toEqual([true, true])
    },
    (a, b, c) => {
      const bound = join(a, b, c)
      expect(isAtMost(join(a, b), bound)).toBe(true)
    },
  )

  every("keeps what was in order in order", (a, b, c) => {
    if (isAtMost(a, b)) expect(isAtMost(join(a, c), join(b, c))).toBe(true)
    expect(isAtMost(join(a, c), join(a, b, c))).toBe(true)
  })

  every("loses no source, and gains no reader", (a, b) => {
    const both = join(a, b)
    for (const one of [a, b]) {
      if (both.sources !== "all") expect(both.sources).toEqual(expect.arrayContaining(listOf(one.sources)))
      if (one.readers !== "anyone") {
        expect(both.readers).not.toBe("anyone")
        expect(one.readers).toEqual(expect.arrayContaining(listOf(both.readers)))
      }
    }
  })

  every("is a label, whose equal sets are equal lists", (a, b) => {
    expect(Label.parse(join(a, b))).toEqual(join(a, b))
    expect(join(a, b)).toEqual(inOrder(join(a, b)))
  })

  it("is in order also where one of both is for anyone", () => {
    for (const [one, other] of [
      [label([], ["rita", "ann"]), BOTTOM],
      [BOTTOM, label([], ["rita", "ann"])],
    ] as const)
      expect(join(one, other)).toEqual(label([], ["ann", "rita"]))
  })

  every("tells no more trusted, and no more readers, than each part does", (a, b) => {
    const trusted = names("s", 3) as Source[]
    expect(comesFrom(join(a, b), trusted)).toBe(comesFrom(a, trusted) && comesFrom(b, trusted))
    for (const name of names("r", 6))
      expect(mayBeReadBy(join(a, b), [name])).toBe(mayBeReadBy(a, [name]) && mayBeReadBy(b, [name]))
  })
})

describe("more sources than a label names", () => {
  const of = (from: number, to: number) => names("s", to).slice(from) as Source[]

  it("are all that there are, from the thirty-third on", () => {
    expect(union(of(0, 31), of(31, 32))).toHaveLength(SOURCES)
    expect(union(of(0, 32), of(0, 32))).toHaveLength(SOURCES)
    expect(union(of(0, 32), of(32, 33))).toBe("all")
    expect(union(of(0, 17), of(16, 33))).toBe("all")
  })

  it("stay all, whatever is joined to them", () => {
    for (const other of ["all", [], of(0, 1)] as const satisfies readonly Sources[]) {
      expect(union("all", other)).toBe("all")
      expect(union(other, "all")).toBe("all")
    }
  })

  it("are all however they came together", () => {
    const [a, b, c] = [of(0, 16), of(16, 32), of(32, 33)]
    expect([union(union(a, b), c), union(a, union(b, c)), union(union(a, c), b)]).toEqual(["all", "all", "all"])
  })

  it("are trusted by nobody, though each of them were", () => {
    expect(comesFrom(label(of(0, 32)), of(0, 32))).toBe(true)
    expect(comesFrom({ sources: union(of(0, 32), of(32, 33)) }, of(0, 33))).toBe(false)
    expect(comesFrom({ sources: "all" }, ["all" as Source])).toBe(false)
  })
})

describe("what comes from sources", () => {
  it("comes from trusted ones where each of them is; from nowhere, too", () => {
    const trusted = ["staff", "disk"] as Source[]
    const told = (...from: readonly string[]) => comesFrom(label(from), trusted)
    expect([told(), told("staff"), told("disk", "staff")]).toEqual([true, true, true])
    expect([told("web"), told("staff", "web"), told("Staff"), told("staff2"), told("staf")]).toEqual(
      Array(5).fill(false),
    )
    expect(comesFrom(label(["staff"]), [])).toBe(false)
  })

  it("is not trusted where nobody knows them", () => {
    const unknown = unknownFor(readerOf(ann()))
    expect(unknown).toEqual(label([UNKNOWN], ["ann"]))
    expect(comesFrom(unknown, ["staff"] as Source[])).toBe(false)
  })
})

describe("who may read something", () => {
  const may = (who: readonly string[] | "anyone", ...read: readonly string[]) => mayBeReadBy(label([], who), read)

  it("is each of its readers, and nobody who is called nearly so", () => {
    expect([may(["ann", "bob"], "ann"), may(["ann", "bob"], "bob", "ann"), may(["ann"])]).toEqual([true, true, true])
    expect([may(["ann"], "bob"), may(["ann"], "ann", "bob"), may([], "ann"), may(["ann"], "Ann")]).toEqual(
      Array(4).fill(false),
    )
  })

  it("is whoever it is where it is for anyone, which no list of names is", () => {
    expect([may("anyone"), may("anyone", "ann", "x@else.example")]).toEqual([true, true])
    expect([may(["anyone"], "ann"), may(["anyone"], "anyone")]).toEqual([false, true])
    expect(may([])).toBe(true)
  })

  it.each(["constructor", "__proto__", "toString", "length", "0"])("is not %s, whom nobody named", (name) => {
    expect(may([], name)).toBe(false)
    expect(comesFrom(label([name]), [])).toBe(false)
  })

  it("are those of both in what is made of both", () => {
    const of = (...who: readonly string[]) => label([], who).readers
    expect(intersection(of("ann", "bob"), of("carol", "bob"))).toEqual(["bob"])
    expect(intersection(of("ann"), of("bob"))).toEqual([])
    expect(intersection(of(), "anyone")).toEqual([])
    expect(intersection("anyone", "anyone")).toBe("anyone")
  })
})

describe("one label is at most another", () => {
  const cases: readonly (readonly [string, Label, Label, boolean])[] = [
    ["the same", label(["a"], ["ann"]), label(["a"], ["ann"]), true],
    ["the same in another order", label(["b", "a"], ["bob", "ann"]), label(["a", "b"], ["ann", "bob"]), true],
    ["of a source more", label(["a"]), label(["a", "b"]), true],
    ["of a source fewer", label(["a", "b"]), label(["a"]), false],
    ["of another source", label(["a"]), label(["b"]), false],
    ["of all of them", label(["a"]), label("all"), true],
    ["not of all of them any more", label("all"), label(["a"]), false],
    ["for a reader fewer", label([], ["ann", "bob"]), label([], ["ann"]), true],
    ["for a reader more", label([], ["ann"]), label([], ["ann", "bob"]), false],
    ["for another reader", label([], ["ann"]), label([], ["bob"]), false],
    ["for some where it was for anyone", label(), label([], ["ann"]), true],
    ["for anyone where it was for some", label([], ["ann"]), label(), false],
  ]
  it.each(cases)("that is %s", (_, a, b, holds) => {
    expect(isAtMost(a, b)).toBe(holds)
  })

  every("exactly where the other is the join of both", (a, b) => {
    expect(isAtMost(a, b)).toBe(JSON.stringify(inOrder(b)) === JSON.stringify(join(a, b)))
    expect(isAtMost(BOTTOM, a)).toBe(true)
    expect(isAtMost(a, a)).toBe(true)
  })
})
