import { describe, expect, it } from "vitest"
import { type Action, Resource } from "../../../kernel/break-glass/break-glass.ts"
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
