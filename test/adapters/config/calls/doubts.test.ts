import { describe, expect, it } from "vitest"
import { config, lines } from "../fixture.ts"

/** What is doubted of the section of calls. */
const doubted = (calls: string): readonly string[] =>
  config([...lines(), `    calls: ${calls}`].join("\n"))
    .warnings.map(({ message }) => message)
    .filter((message) => message.startsWith("tenants[0].calls"))

describe("a valid section of calls that is likely not meant", () => {
  it("is none where all is well", () => {
    expect(doubted("{}")).toEqual([])
    expect(doubted("{ start: 1d, report: 7d, wait: 30d }")).toEqual([])
    expect(doubted("{ start: 5s, report: 10s, wait: 1m }")).toEqual([])
  })

  it.each([
    ["start: 25h", "start: this is more than 1 days"],
    ["report: 8d", "report: this is more than 7 days"],
    ["wait: 31d", "wait: this is more than 30 days"],
    ["start: 4s", "start: this is less than 5 seconds: the executor has that long to begin"],
    ["report: 9s", "report: this is less than 10 seconds: an executor that is slower"],
    ["wait: 59s", "wait: this is less than 60 seconds: people have that long to answer"],
  ])("says %s", (said, doubt) => {
    expect(doubted(`{ ${said} }`)).toEqual([expect.stringContaining(`tenants[0].calls.${doubt}`)])
  })
})
