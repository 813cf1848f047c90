import { chmodSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { describe, expect, it } from "vitest"
import { failed, isPassing } from "../../../adapters/store/failures.ts"
import { tmp } from "../tmp.ts"

const thrown = (work: () => unknown): unknown => {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error("it went well")
}

const file = (): string => {
  const path = join(tmp(), "a.db")
  new DatabaseSync(path).close()
  return path
}

const full = () => {
  const database = new DatabaseSync(file())
  database.exec("PRAGMA max_page_count = 2; CREATE TABLE a (b)")
  return thrown(() => {
    database.exec("INSERT INTO a VALUES (zeroblob(100000))")
  })
}

const locked = () => {
  const path = file()
  const [one, other] = [new DatabaseSync(path), new DatabaseSync(path, { timeout: 0 })]
  one.exec("BEGIN EXCLUSIVE")
  return thrown(() => {
    other.exec("CREATE TABLE a (b)")
  })
}

const readOnly = () => {
  const database = new DatabaseSync(file(), { readOnly: true })
  return thrown(() => {
    database.exec("CREATE TABLE a (b)")
  })
}

const noDatabase = () => {
  const path = file()
  writeFileSync(path, "no database ".repeat(100))
  chmodSync(path, 0o600)
  return thrown(() => new DatabaseSync(path).prepare("PRAGMA user_version").get())
}

describe("what the store says when something fails", () => {
  it.each<[string, () => unknown, string, boolean]>([
    ["a full disk", full, "make room on it", true],
    ["a file that another process has locked", locked, "end that one, or try again", true],
    ["a file that may only be read", readOnly, "make file and folder writable", false],
    ["a file that is no database", noDatabase, "name the file of the log", false],
    [
      "a folder that isn't there",
      () => thrown(() => new DatabaseSync("/none/a.db")),
      "its folder has to be there",
      true,
    ],
    [
      "a file that can't be made",
      () =>
        thrown(() => {
          writeFileSync("/none/a.db", "")
        }),
      "make its folder first",
      false,
    ],
  ])("of %s names the next step, and whether it may pass", (_, cause, advice, passes) => {
    const failure = failed("the ledger can't be opened")(cause())
    expect(failure.message).toMatch(/^the ledger can't be opened: /)
    expect(failure.message).toContain(advice)
    expect(isPassing(failure)).toBe(passes)
  })

  it.each([new Error("what else"), "what else"])("of anything else says what it is: %s", (cause) => {
    expect(failed("it can't be read")(cause).message).toMatch(/^it can't be read: (what else|unknown failure)$/)
  })
})
