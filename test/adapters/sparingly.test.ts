import { describe, expect, it } from "vitest"
import { sparingly } from "../../adapters/sparingly.ts"

const telling = () => {
  const lines: string[] = []
  let now = 0
  const tell = sparingly(
    (line) => lines.push(line),
    () => now,
  )
  return {
    lines,
    tell,
    pass: (ms: number) => {
      now += ms
    },
  }
}

describe("what an operator is told", () => {
  it("is told once a minute of each thing, with how often it was", () => {
    const { lines, tell, pass } = telling()
    for (const about of ["disk", "disk", "disk", "lock"]) tell(about, about)
    pass(60_000)
    for (const about of ["disk", "lock"]) tell(about, about)
    expect(lines).toEqual(["disk", "lock", "disk, and 2 times more since the last such line", "lock"])
  })

  it("is no flood, whatever there is to tell: what is left out is counted", () => {
    const { lines, tell, pass } = telling()
    for (let about = 0; about < 5_000; about += 1) tell(String(about), "x")
    expect(lines).toHaveLength(20)
    pass(60_000)
    tell("y", "y")
    expect(lines.at(-1)).toBe("y; 4980 lines on others were left out")
  })
})
