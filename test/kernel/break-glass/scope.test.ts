import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type Action, Address, Resource } from "../../../kernel/break-glass/break-glass.ts"
import { coversAction, liesWithin } from "../../../kernel/break-glass/scope.ts"
import { action, scope } from "../../fixtures/break-glass.ts"

const isUnder = (resource: string, prefix: string) =>
  coversAction(scope(["psql", prefix]), action("psql", resource)) &&
  liesWithin(scope(["psql", resource]), scope(["psql", prefix]))
const isBeyond = (resource: string, prefix: string) =>
  !coversAction(scope(["psql", prefix]), action("psql", resource)) &&
  !liesWithin(scope(["psql", resource]), scope(["psql", prefix]))

describe("a prefix", () => {
  it.each([
    ["db.main", "db.main"],
    ["db.main.users", "db.main"],
    ["db.main[0]", "db.main"],
    ["db.main/users", "db.main"],
    ["db.main:users", "db.main"],
    // One that ends in a boundary covers what begins there.
    ["db.users", "db."],
    ["db/users", "db/"],
    ["db[users]", "db["],
    ["db:users", "db:"],
    ["db.", "db."],
    // A key is closed where its quotes are, and what is escaped in it closes nothing.
    ['module.x["a"].db.y', 'module.x["a"]'],
    ['module.x["a"].db.y', "module.x"],
    ['module.x["a"].db.y', "module.x["],
    ['db["a.b"]', 'db["a.b"]'],
  ])("covers %s where it is %s", (resource, prefix) => {
    expect(isUnder(resource, prefix)).toBe(true)
  })

  it.each([
    ["db.mainframe", "db.main"],
    ["db.main-2", "db.main"],
    ["db.main_old", "db.main"],
    ["db.main]", "db.main"],
    ["db.main,x", "db.main"],
    ["db.mai", "db.main"],
    ["db", "db.main"],
    ["x.db.main", "db.main"],
    ["x.db.main.users", "db.main"],
    ["db.Main.users", "db.main"],
    ["db.other", "db.main"],
    ["other.x", "db.main"],
    ["db", "db."],
    ["db/users", "db."],
    ["dbusers", "db"],
    ['module.x["a"].db.y', 'module.x["b"]'],
    ['module.x["ab"].db.y', 'module.x["a"]'],
    ['module.x["a"].db.y', 'module.x["a"'],
    // What stands in a key is no end of a name.
    ['module.x["db.main"].y', "db.main"],
    ['x["db.main.users"]', 'x["db.main"]'],
  ])("does not cover %s where it is %s", (resource, prefix) => {
    expect(isBeyond(resource, prefix)).toBe(true)
  })
})

describe("a scope", () => {
  const two = () => scope(["psql", "db.main"], ["ssh", "host/web"])

  it("goes by the tool and by the whole name of it", () => {
    for (const tool of ["ssh", "psq", "psql2", "PSQL", "psql.dump"]) {
      expect(coversAction(two(), action(tool, "db.main"))).toBe(false)
      expect(liesWithin(scope([tool, "db.main"]), two())).toBe(false)
    }
    expect(coversAction(two(), action("ssh", "host/web/1"))).toBe(true)
  })

  it("covers an action where it covers each resource, by whichever pair", () => {
    const wide = scope(["psql", "db.main"], ["psql", "db.logs"])
    expect(coversAction(wide, action("psql", "db.logs.today", "db.main"))).toBe(true)
    expect(coversAction(wide, action("psql", "db.logs", "db.main", "db.users"))).toBe(false)
    expect(coversAction(wide, action("psql", "db.users", "db.main"))).toBe(false)
  })

  it("covers no action that names nothing: no parser lets it in, and nothing is not everything", () => {
    const nothing: Action = { ...action("psql"), resources: [] }
    expect(coversAction(two(), nothing)).toBe(false)
  })

  it("covers nothing where it is empty", () => {
    expect(coversAction([], action("psql", "db.main"))).toBe(false)
    expect(liesWithin(two(), [])).toBe(false)
  })

  it("lies within what may be granted where each pair does", () => {
    const grantable = scope(["psql", "db"], ["ssh", "host"])
    expect(liesWithin(two(), grantable)).toBe(true)
    expect(liesWithin(two(), scope(["psql", "db"]))).toBe(false)
    expect(liesWithin(two(), scope(["ssh", "host"]))).toBe(false)
    // Wider than what may be granted, though every resource that is there today lies under it.
    expect(liesWithin(scope(["psql", "db"]), scope(["psql", "db.main"]))).toBe(false)
  })

  it("is read letter by letter: no sign of a pattern means anything", () => {
    for (const prefix of ["db.%", "db.[a-z]", "db.{main}", "db.(main|x)", "db.+", "^db", "db$", "db.#"]) {
      expect(coversAction(scope(["psql", Resource.parse(prefix)]), action("psql", "db.main"))).toBe(false)
    }
  })
})

describe("an address as Terraform writes it", () => {
  it.each([
    ['module.cache["a b"].aws_thing.x', "module.cache"],
    ['module.cache["*"].aws_thing.x["?"]', "module.cache"],
    ['module.cache["ä"].aws_thing.x', "module.cache["],
    ['aws_thing.x["a\\"].b"]', "aws_thing.x"],
  ])("covers %s where it is under %s", (address, prefix) => {
    expect(coversAction(scope(["psql", prefix]), action("psql", address))).toBe(true)
  })

  it.each([
    // Whoever chooses a key chooses no place.
    ['aws_thing.x["module.cache.y"]', "module.cache"],
    ['module.cache["a"].y', 'module.cache["b"]'],
    ['module.cache["a\\"].b"].y', 'module.cache["a"]'],
    ['module.cache["a b"].y', 'module.cache["a"]'],
    ['module.cache["a.b c"].y', 'module.cache["a"]'],
  ])("does not cover %s where it is %s", (address, prefix) => {
    expect(coversAction(scope(["psql", prefix]), action("psql", address))).toBe(false)
  })

  /** The parts of an address, each with the sign that it begins with; a key with its brackets is one. */
  const partsOf = (address: string): readonly string[] =>
    address.match(/\["(?:\\.|[^"\\])*"\]|\[\d+\]|\.?[^.[]+/gsu) ?? []
  const name = () => fc.stringMatching(/^[a-z]{1,2}$/)
  const sign = () => fc.constantFrom("a", "b", ".", "[", "]", "/", ":", " ", "*", "ä", '\\"', "\\\\")
  const key = (signs: fc.Arbitrary<string>) =>
    fc.oneof(
      fc.nat(2).map((index) => `[${index}]`),
      fc.array(signs, { maxLength: 3 }).map((all) => `["${all.join("")}"]`),
    )
  const addressOf = (signs: fc.Arbitrary<string>) =>
    fc
      .array(fc.tuple(name(), fc.option(key(signs), { nil: "" })), { minLength: 1, maxLength: 3 })
      .map((parts) => parts.map(([named, keyed]) => named + keyed).join("."))

  it("lies under a prefix exactly where its first parts are those of the prefix", () => {
    fc.assert(
      fc.property(addressOf(sign()), addressOf(sign()), fc.nat(9), (address, other, cut) => {
        fc.pre(Address.safeParse(address).success)
        const parts = partsOf(address)
        for (const prefix of [other, parts.slice(0, 1 + (cut % parts.length)).join("")]) {
          if (!Resource.safeParse(prefix).success) continue
          const wanted = partsOf(prefix)
          const isFirst = wanted.every((part, index) => part === parts[index])
          expect([address, prefix, coversAction(scope(["psql", prefix]), action("psql", address))]).toEqual([
            address,
            prefix,
            isFirst,
          ])
        }
      }),
      { numRuns: fc.readConfigureGlobal().numRuns ?? 2_000 },
    )
  })

  it("lies under no prefix that ends within a key, since nobody can ask for one", () => {
    fc.assert(
      fc.property(addressOf(sign()), fc.nat(), (address, cut) => {
        const prefix = address.slice(0, cut % (address.length + 1))
        const isWithinKey = (prefix.replaceAll(/\\./g, "").match(/"/g) ?? []).length % 2 === 1
        if (isWithinKey) expect([prefix, Resource.safeParse(prefix).success]).toEqual([prefix, false])
      }),
    )
  })
})
